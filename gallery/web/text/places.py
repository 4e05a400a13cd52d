"""Texts about places."""

ATTRIBUTION = "Place names: GeoNames, CC BY 4.0. Outline: Natural Earth."
