"""What Azure is told to make: the compiled template, read resource by resource, and held against code and docs."""

import json
import re
from typing import Any

from support.template import TEMPLATE, app_settings, default, modules, of_type, resources, site

from gallery.settings import read_settings
from local.dev import bicep, package
from local.dev.paths import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "gallery" / "settings.py").read_text(encoding="utf-8")
ROLES = {
    ("host-storage", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "app"): "Storage Blob Data Owner",
    ("monitoring", "3913510d-42f4-4e42-8a64-420c390055eb", "app"): "Monitoring Metrics Publisher",
    ("owner-key", "4633458b-17de-408a-b874-0445c86b69e6", "app"): "Key Vault Secrets User",
    ("owner-key", "b86a8fe4-44ce-4948-aee5-eccb2c155cd7", "person"): "Key Vault Secrets Officer",
    ("photo-roles", "ba92f5b4-2d11-453d-a403-e96b0029c9fe", "app"): "Storage Blob Data Contributor",
    ("photo-roles", "db58b8e5-c6ad-4a2a-8342-4190687cbf4a", "app"): "Storage Blob Delegator",
    ("photo-roles", "ba92f5b4-2d11-453d-a403-e96b0029c9fe", "person"): "Storage Blob Data Contributor",
}
"""Module, role and who has it: all there are. docs/deploying.md says why."""

TYPES = {
    "Microsoft.Authorization/roleAssignments": 7,
    "Microsoft.Insights/components": 1,
    "Microsoft.KeyVault/vaults": 1,
    "Microsoft.KeyVault/vaults/secrets": 1,
    "Microsoft.ManagedIdentity/userAssignedIdentities": 1,
    "Microsoft.OperationalInsights/workspaces": 1,
    "Microsoft.Resources/resourceGroups": 1,
    "Microsoft.Storage/storageAccounts": 2,
    "Microsoft.Storage/storageAccounts/blobServices": 2,
    "Microsoft.Storage/storageAccounts/blobServices/containers": 3,
    "Microsoft.Storage/storageAccounts/managementPolicies": 1,
    "Microsoft.Web/serverfarms": 1,
    "Microsoft.Web/sites": 1,
    "Microsoft.Web/sites/basicPublishingCredentialsPolicies": 2,
}

REFUSED_BY_FLEX = {
    *("ENABLE_ORYX_BUILD", "FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_MAX_HTTP_CONCURRENCY", "FUNCTIONS_WORKER_RUNTIME"),
    *("FUNCTIONS_WORKER_PROCESS_COUNT", "SCM_DO_BUILD_DURING_DEPLOYMENT", "WEBSITE_RUN_FROM_PACKAGE"),
    *("WEBSITE_CONTENTAZUREFILECONNECTIONSTRING", "WEBSITE_CONTENTSHARE", "WEBSITE_NODE_DEFAULT_VERSION"),
    *("alwaysOn", "ftpsState", "functionAppScaleLimit", "linuxFxVersion", "use32BitWorkerProcess"),
}
"""Settings and properties that other plans have (Azure docs, "Flex Consumption plan deprecations")."""


def test_the_compiled_template_is_what_the_compiler_makes_of_the_source() -> None:
    """To the letter by the version that wrote it, and by its resources and settings by another. Without a compiler,
    it must be younger than no source in its content: every description of a parameter in main.bicep stands in it.
    """
    source = bicep.MAIN.read_text(encoding="utf-8")
    assert set(re.findall(r"(?m)^param (\w+)", source)) == set(TEMPLATE["parameters"])
    for text in re.findall(r"@description\('(.*)'\)", source):
        assert text in json.dumps(TEMPLATE), text
    if compiler := bicep.find():
        fresh = json.loads(bicep.build(compiler))
        same_compiler = generator(fresh) == generator(TEMPLATE)
        assert without_generator(fresh) == without_generator(TEMPLATE) or not same_compiler, (
            "compile it: bicep build infra/main.bicep"
        )
        assert not bicep.complaints(compiler)


def test_there_is_exactly_what_the_docs_list() -> None:
    """Nothing that costs while nobody looks: no plan with instances, no gateway, no private endpoint."""
    counted = [resource["type"] for _, resource in resources()]
    assert {kind: counted.count(kind) for kind in counted} == TYPES


def test_every_setting_that_the_app_reads_is_set() -> None:
    """By the names of settings.py and of the README's table, and no other but the host's."""
    own = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)+|DECODERS)"', SETTINGS))
    own -= {"WEBSITE_INSTANCE_ID", "WEBSITE_SITE_NAME", "AZURE_FUNCTIONS_ENVIRONMENT"}
    named = set(re.findall(r"(?m)^\| `([A-Z_]+)`", README))
    set_here = {name for name in app_settings() if not name.startswith(("AzureWebJobs", "APPLICATIONINSIGHTS_"))}
    assert own == named == {name for name in set_here if not name.startswith("PhotoStorage__")}
    assert {f"PhotoStorage__{name}" for name in ("blobServiceUri", "credential", "clientId")} < set_here


def test_the_settings_are_ones_that_the_app_can_read() -> None:
    """With the parameters' defaults, the fixed values, and for the rest what Azure would fill in."""
    filled = {name: value for name, value in app_settings().items() if not value.startswith("[")}
    passed = {name: re.sub(r"\[parameters\('(\w+)'\)\]", r"\1", value) for name, value in app_settings().items()}
    known = {name for name, one in TEMPLATE["parameters"].items() if "defaultValue" in one}
    parameters = {name: default(value) for name, value in passed.items() if value in known}
    read = read_settings({**filled, **parameters, "DECODERS": "1", "PhotoStorage__blobServiceUri": "https://a"})
    assert (read.photo_container, read.preview_container) == (default("photoContainer"), default("previewContainer"))
    assert (read.max_upload_bytes, read.max_photo_bytes, read.max_pixels) == (95_000_000, 50_000_000, 100_000_000)
    assert read.is_public
    assert not read.is_indexed


def test_containers_are_those_that_the_app_uses() -> None:
    """Made, cleaned and named in the settings by the same parameters, whose defaults are the app's own."""
    assert default("photoContainer") == read_settings({}).photo_container
    assert default("previewContainer") == read_settings({}).preview_container
    made = of_type("Microsoft.Storage/storageAccounts/blobServices/containers", "photo-storage")
    assert [re.findall(r"parameters\('(\w+Container)'\)", one["name"]) for one in made] == [
        ["photoContainer"],
        ["previewContainer"],
    ]
    assert all(one["properties"]["publicAccess"] == "None" for one in made)
    for name in ("photoContainer", "previewContainer"):
        passed = [modules()[module]["properties"]["parameters"][name] for module in ("photo-storage", "function-app")]
        assert passed == [{"value": f"[parameters('{name}')]"}] * 2


def test_roles_are_exactly_those_listed() -> None:
    """Each on one resource, for the app's identity or the person who deploys."""
    found = set()
    for module, role in [(where, one) for where, one in resources() if one["type"].endswith("/roleAssignments")]:
        definition = re.findall(r"variables\('(\w+)'\)", role["properties"]["roleDefinitionId"])[0]
        who = {"[parameters('appPrincipalId')]": "app", "[parameters('principalId')]": "person"}
        variables = modules()[module]["properties"]["template"]["variables"]
        found.add((module, variables[definition], who[role["properties"]["principalId"]]))
        assert "scope" in role, "a role without a scope is one on the whole resource group"
    assert found == set(ROLES)


def test_every_role_and_its_reason_are_in_the_docs() -> None:
    """A table row for each."""
    docs = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
    assert [role for role in ROLES.values() if f"| {role} |" not in docs] == []


def test_no_key_and_no_connection_string_appear_anywhere() -> None:
    """Telemetry's connection string is an address: local authentication is off, so nobody gets in with it."""
    text = json.dumps(TEMPLATE)
    for secret in (
        "listKeys",
        "listAccountKeys",
        "AccountKey",
        "SharedAccess",
        "DefaultEndpointsProtocol",
        "listSecrets",
    ):
        assert secret not in text, secret
    assert [name for name in app_settings() if "CONNECTION" in name.upper()] == [
        "APPLICATIONINSIGHTS_CONNECTION_STRING"
    ]
    assert of_type("Microsoft.Insights/components")[0]["properties"]["DisableLocalAuth"] is True
    assert app_settings()["OWNER_KEY"].startswith("[format('@Microsoft.KeyVault(SecretUri={0})'")
    assert TEMPLATE["parameters"]["ownerKey"]["type"] == "securestring"
    assert not any("password" in name.lower() or "secret" in name.lower() for name in TEMPLATE["outputs"])


def test_storage_takes_no_key_and_shows_nothing_to_everyone() -> None:
    """Both accounts: shared key access off, no public blobs, TLS 1.2, https alone."""
    for account in of_type("Microsoft.Storage/storageAccounts"):
        properties = account["properties"]
        assert properties["allowSharedKeyAccess"] is False
        assert properties["allowBlobPublicAccess"] is False
        assert properties["supportsHttpsTrafficOnly"] is True
        assert properties["minimumTlsVersion"] == "TLS1_2"
    assert {
        one["properties"]["allow"] for one in of_type("Microsoft.Web/sites/basicPublishingCredentialsPolicies")
    } == {False}


def test_what_storage_loses_can_be_had_back_for_a_month() -> None:
    """Soft delete of blobs and containers, and versions; no CORS, because pages fetch nothing but pictures by <img>."""
    blobs = of_type("Microsoft.Storage/storageAccounts/blobServices", "photo-storage")[0]["properties"]
    days = {"enabled": True, "days": "[parameters('daysKept')]"}
    assert blobs == {"isVersioningEnabled": True, "deleteRetentionPolicy": days, "containerDeleteRetentionPolicy": days}
    assert modules()["photo-storage"]["properties"]["template"]["parameters"]["daysKept"]["defaultValue"] == 30


def test_cleaning_touches_the_trash_old_versions_and_marks_alone() -> None:
    """A rule with a prefix too few would delete photos after a month."""
    policy = of_type("Microsoft.Storage/storageAccounts/managementPolicies")[0]["properties"]["policy"]
    prefixes = {one["name"]: json.dumps(one["definition"]["filters"]["prefixMatch"]) for one in policy["rules"]}
    deletes = {one["name"]: set(one["definition"]["actions"]) for one in policy["rules"]}
    assert deletes == {
        "empty-the-trash": {"baseBlob"},
        "expire-old-versions": {"version"},
        "forget-reports-and-ended-sessions": {"baseBlob"},
    }
    assert prefixes["empty-the-trash"] == "[\"[format('{0}/.trash/', parameters('photoContainer'))]\"]"
    marks = (
        "format('{0}/.reports/', parameters('previewContainer'))",
        "format('{0}/.ended/', parameters('photoContainer'))",
    )
    forgotten = prefixes["forget-reports-and-ended-sessions"]
    assert [mark in forgotten for mark in marks] == [True, True]
    assert forgotten.count("format(") == 2


def test_the_plan_is_flex_consumption_as_microsoft_describes_it() -> None:
    """The shape of Azure-Samples/azure-functions-flex-consumption-samples; nothing there that the plan refuses."""
    plan = of_type("Microsoft.Web/serverfarms")[0]
    assert (plan["sku"], plan["properties"]) == ({"tier": "FlexConsumption", "name": "FC1"}, {"reserved": True})
    config = site()["functionAppConfig"]
    assert config["runtime"] == {"name": "python", "version": "[parameters('pythonVersion')]"}
    assert config["deployment"]["storage"]["type"] == "blobContainer"
    assert config["deployment"]["storage"]["authentication"] == {
        "type": "UserAssignedIdentity",
        "userAssignedIdentityResourceId": "[parameters('identityId')]",
    }
    assert "alwaysReady" not in config["scaleAndConcurrency"]
    assert site()["httpsOnly"] is True
    text = json.dumps(TEMPLATE)
    assert [name for name in REFUSED_BY_FLEX if name in text] == []


def test_decodes_and_requests_fit_into_an_instance() -> None:
    """Bytes in millions, as measured: a decode of 100 megapixels, host and worker, and seven times each photo."""
    sizes = modules()["function-app"]["properties"]["template"]["variables"]["sizes"]
    assert set(sizes) == set(TEMPLATE["parameters"]["instanceMemory"]["allowedValues"])
    for megabytes, size in sizes.items():
        needed = size["decoders"] * 1_000 + 350 + size["requests"] * 7 * 20
        assert needed < int(megabytes) * 1.048576


def test_host_json_and_python_agree_with_the_plan() -> None:
    """Binding bundle 4 is what the plan's runtime has; sampling is on; the package is for the same Python as the plan,
    which is the one that types and style are checked for and that CI tests first.
    """
    host = json.loads((ROOT / "host.json").read_text(encoding="utf-8"))
    assert (host["version"], host["extensionBundle"]["version"]) == ("2.0", "[4.*, 5.0.0)")
    assert host["logging"]["applicationInsights"]["samplingSettings"]["isEnabled"]
    assert default("pythonVersion") == package.PYTHON
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'python_version = "{package.PYTHON}"' in project
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert f'python: ["{package.PYTHON}"' in workflow


def generator(template: dict[str, Any]) -> str:
    return str(template["metadata"]["_generator"]["version"])


def without_generator(value: Any) -> Any:
    """Hashes change with the compiler's version."""
    if isinstance(value, dict):
        return {name: without_generator(one) for name, one in value.items() if name != "_generator"}
    return [without_generator(one) for one in value] if isinstance(value, list) else value
