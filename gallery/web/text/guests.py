"""Texts of the pages that people see who open a shared link."""

NO_PHOTOS = "No photos yet."
PHOTOS = "Photos"
DOWNLOAD_ALL = "Download all"

ENTER_IT = "Enter the password"
WHO_KNOWS_IT = "The person who sent you this link knows it."
FIELD = "Password"
WRONG = "Wrong password."
OPEN = "Open"
