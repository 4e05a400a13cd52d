"""The resources in Azure: the compiled template, compared with the code and the docs."""

import json
import re
from typing import Any

from support.documents import code_in
from support.infra_template import (
    PYTHONS,
    TEMPLATE,
    find_resources,
    get_app_settings,
    get_default,
    get_site,
    list_modules,
    list_resources,
)

from gallery.library import clean_copies
from gallery.library.clean_copies import COPIES
from gallery.library.incoming import EXPIRES_AFTER, INCOMING
from gallery.model.folders import TRASH
from gallery.settings import MAX_TRASH_DAYS, read_settings
from local.dev import bicep, package
from local.dev.lock_files import OLDEST_PYTHON
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
"""All role assignments: module, role id and principal. For the reasons, see docs/deploying.md."""

CONTAINERS = ("photoContainer", "previewContainer")

TYPES = {
    "Microsoft.Authorization/roleAssignments": 7,
    "Microsoft.Consumption/budgets": 1,
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
"""Settings and properties that only other plans have (Azure docs, "Flex Consumption plan deprecations")."""


def test_compiled_template_matches_its_source() -> None:
    """With the same compiler version, it's identical. Without a compiler, at least every parameter and description of
    main.bicep is in it.
    """
    source = bicep.MAIN.read_text(encoding="utf-8")
    assert set(re.findall(r"(?m)^param (\w+)", source)) == set(TEMPLATE["parameters"])
    for text in re.findall(r"@description\('(.*)'\)", source):
        assert text in json.dumps(TEMPLATE), text
    if compiler := bicep.find():
        compiled = bicep.build(compiler)
        assert not compiled.warnings
        fresh = json.loads(compiled.template)
        same_compiler = read_version(fresh) == read_version(TEMPLATE)
        assert remove_generator(fresh) == remove_generator(TEMPLATE) or not same_compiler, (
            "outdated; run `bicep build infra/main.bicep`"
        )


def test_only_the_listed_resources_exist() -> None:
    """None of them costs money without traffic: no gateway, no private endpoint."""
    counted = [resource["type"] for _, resource in list_resources()]
    assert {name: counted.count(name) for name in counted} == TYPES


def test_template_sets_every_setting_the_app_reads() -> None:
    """settings.py, the README's table and the template agree; beyond them there are only the host's settings."""
    own = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)+|DECODERS)"', SETTINGS))
    own -= {"WEBSITE_INSTANCE_ID", "WEBSITE_SITE_NAME", "AZURE_FUNCTIONS_ENVIRONMENT", "SIGN_IN_LINK"}
    named = set(re.findall(r"(?m)^\| `([A-Z_]+)`", README))
    set_here = {name for name in get_app_settings() if not name.startswith(("AzureWebJobs", "APPLICATIONINSIGHTS_"))}
    only_local = {"GALLERY_HOSTS"}
    assert own == named == only_local | {name for name in set_here if not name.startswith("PhotoStorage__")}
    assert {f"PhotoStorage__{name}" for name in ("blobServiceUri", "credential", "clientId")} < set_here


def test_app_can_read_the_settings() -> None:
    """With the fixed values, the parameters' defaults, and examples of what Azure fills in."""
    filled = {name: value for name, value in get_app_settings().items() if not value.startswith("[")}
    passed = {name: re.sub(r"\[parameters\('(\w+)'\)\]", r"\1", value) for name, value in get_app_settings().items()}
    known = {name for name, one in TEMPLATE["parameters"].items() if "defaultValue" in one}
    parameters = {name: get_default(value) for name, value in passed.items() if value in known}
    read = read_settings({**filled, **parameters, "DECODERS": "1", "PhotoStorage__blobServiceUri": "https://a"})
    assert (read.photo_container, read.preview_container) == tuple(map(get_default, CONTAINERS))
    assert (read.max_upload_bytes, read.max_photo_bytes, read.max_pixels) == (95_000_000, 50_000_000, 100_000_000)
    assert read.is_public
    assert not read.is_indexed
    assert not read.visitors_download


def test_template_creates_the_containers_the_app_uses() -> None:
    """The containers and the settings use the same parameters, with the app's defaults."""
    assert get_default("photoContainer") == read_settings({}).photo_container
    assert get_default("previewContainer") == read_settings({}).preview_container
    made = find_resources("Microsoft.Storage/storageAccounts/blobServices/containers", "photo-storage")
    assert [re.findall(r"parameters\('(\w+Container)'\)", one["name"]) for one in made] == [
        ["photoContainer"],
        ["previewContainer"],
    ]
    assert all(one["properties"]["publicAccess"] == "None" for one in made)
    for name in CONTAINERS:
        passed = [
            list_modules()[module]["properties"]["parameters"][name] for module in ("photo-storage", "function-app")
        ]
        assert passed == [{"value": f"[parameters('{name}')]"}] * 2


def test_only_the_listed_roles_are_assigned() -> None:
    """Each is scoped to one resource, for the app's identity or the person who deploys."""
    found = set()
    for module, role in [(where, one) for where, one in list_resources() if one["type"].endswith("/roleAssignments")]:
        definition = re.findall(r"variables\('(\w+)'\)", role["properties"]["roleDefinitionId"])[0]
        who = {"[parameters('appPrincipalId')]": "app", "[parameters('principalId')]": "person"}
        variables = list_modules()[module]["properties"]["template"]["variables"]
        found.add((module, variables[definition], who[role["properties"]["principalId"]]))
        assert "scope" in role, "without a scope, the role would apply to the whole resource group"
    assert found == set(ROLES)


def test_role_assignments_name_the_type_of_their_principal() -> None:
    """Without it, Azure looks the principal up, and refuses a new one that isn't replicated yet."""
    for module, role in [(where, one) for where, one in list_resources() if one["type"].endswith("/roleAssignments")]:
        is_app = "appPrincipalId" in role["properties"]["principalId"]
        expected = "ServicePrincipal" if is_app else "[parameters('principalType')]"
        assert role["properties"]["principalType"] == expected, module
        if not is_app:
            passed = list_modules()[module]["properties"]["parameters"]["principalType"]
            assert passed == {"value": "[parameters('principalType')]"}
    parameter = TEMPLATE["parameters"]["principalType"]
    assert (parameter["allowedValues"], parameter["defaultValue"]) == (["User", "ServicePrincipal"], "User")


def test_docs_list_every_role() -> None:
    docs = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
    assert [role for role in ROLES.values() if f"| {role} |" not in docs] == []


def test_template_contains_no_keys_and_no_connection_strings() -> None:
    """Telemetry's connection string is only an address: with local authentication off, it grants no access."""
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
    assert [name for name in get_app_settings() if "CONNECTION" in name.upper()] == [
        "APPLICATIONINSIGHTS_CONNECTION_STRING"
    ]
    assert find_resources("Microsoft.Insights/components")[0]["properties"]["DisableLocalAuth"] is True
    assert get_app_settings()["OWNER_KEY"].startswith("[format('@Microsoft.KeyVault(SecretUri={0})'")
    assert TEMPLATE["parameters"]["ownerKey"]["type"] == "securestring"
    assert not any("password" in name.lower() or "secret" in name.lower() for name in TEMPLATE["outputs"])


def test_storage_accounts_allow_neither_keys_nor_public_access() -> None:
    """For both accounts: no shared keys, no public blobs, HTTPS only, TLS 1.2."""
    for account in find_resources("Microsoft.Storage/storageAccounts"):
        properties = account["properties"]
        assert properties["allowSharedKeyAccess"] is False
        assert properties["allowBlobPublicAccess"] is False
        assert properties["supportsHttpsTrafficOnly"] is True
        assert properties["minimumTlsVersion"] == "TLS1_2"
    assert {
        one["properties"]["allow"] for one in find_resources("Microsoft.Web/sites/basicPublishingCredentialsPolicies")
    } == {False}


def test_deleted_data_can_be_restored_for_a_month() -> None:
    """Through soft delete and versions."""
    blobs = find_resources("Microsoft.Storage/storageAccounts/blobServices", "photo-storage")[0]["properties"]
    days = {"enabled": True, "days": "[parameters('daysKept')]"}
    kept = {"isVersioningEnabled": True, "deleteRetentionPolicy": days, "containerDeleteRetentionPolicy": days}
    assert {name: value for name, value in blobs.items() if name != "cors"} == kept
    assert list_modules()["photo-storage"]["properties"]["template"]["parameters"]["daysKept"]["defaultValue"] == 30


def test_only_the_gallerys_own_pages_may_read_from_storage_in_scripts() -> None:
    """For zips: reads, without other headers, from the app's address and the owner's domain if there's one."""
    with_rules = [
        one["properties"]["cors"]["corsRules"]
        for one in find_resources("Microsoft.Storage/storageAccounts/blobServices")
        if "cors" in one.get("properties", {})
    ]
    allowed = {
        "allowedOrigins": "[parameters('origins')]",
        "allowedMethods": ["GET", "HEAD"],
        "allowedHeaders": [],
        "exposedHeaders": [],
        "maxAgeInSeconds": 3600,
    }
    assert with_rules == [[allowed]]
    passed = list_modules()["photo-storage"]["properties"]["parameters"]["origins"]
    assert passed == {"value": "[variables('origins')]"}
    own = "createArray(format('https://{0}.azurewebsites.net', variables('appName')))"
    domain = "createArray(format('https://{0}', parameters('galleryDomain')))"
    none = "empty(parameters('galleryDomain')), createArray()"
    assert TEMPLATE["variables"]["origins"] == f"[concat({own}, if({none}, {domain}))]"
    assert list_modules()["function-app"]["properties"]["parameters"]["name"] == {"value": "[variables('appName')]"}


def get_lifecycle_rules() -> dict[str, Any]:
    """Return the definitions of all rules by name."""
    variables = list_modules()["photo-storage"]["properties"]["template"]["variables"]
    return {one["name"]: one["definition"] for one in [variables["emptyTheTrash"], *variables["otherRules"]]}


def test_lifecycle_rules_only_delete_trash_pieces_copies_old_versions_and_markers() -> None:
    """A rule without a prefix would delete photos after a month."""
    prefixes = {name: one["filters"]["prefixMatch"] for name, one in get_lifecycle_rules().items()}
    deletes = {name: set(one["actions"]) for name, one in get_lifecycle_rules().items()}
    assert deletes == {
        "empty-the-trash": {"baseBlob"},
        "delete-unfinished-uploads": {"baseBlob"},
        "delete-old-copies": {"baseBlob"},
        "expire-old-versions": {"version"},
        "forget-reports-and-ended-sessions": {"baseBlob"},
    }
    assert prefixes["empty-the-trash"] == [f"[format('{{0}}/{TRASH}', parameters('photoContainer'))]"]
    assert prefixes["delete-unfinished-uploads"] == [f"[format('{{0}}/{INCOMING}', parameters('photoContainer'))]"]
    assert prefixes["delete-old-copies"] == [f"[format('{{0}}/{COPIES}', parameters('photoContainer'))]"]
    assert prefixes["forget-reports-and-ended-sessions"] == [
        "[format('{0}/.reports/', parameters('previewContainer'))]",
        "[format('{0}/.ended/', parameters('photoContainer'))]",
    ]


def test_lifecycle_rules_delete_trash_pieces_and_copies_when_the_gallery_does() -> None:
    """Photos after TRASH_DAYS, and with 0 never: then there's no such rule. Pieces and copies when they expire."""
    days = {"delete": {"daysAfterModificationGreaterThan": "[parameters('trashDays')]"}}
    assert get_lifecycle_rules()["empty-the-trash"]["actions"] == {"baseBlob": days}
    (policy,) = find_resources("Microsoft.Storage/storageAccounts/managementPolicies", "photo-storage")
    trash_rule = "if(greater(parameters('trashDays'), 0), createArray(variables('emptyTheTrash')), createArray())"
    assert policy["properties"]["policy"]["rules"] == f"[concat({trash_rule}, variables('otherRules'))]"
    parameter = TEMPLATE["parameters"]["trashDays"]
    assert (parameter["defaultValue"], parameter["minValue"]) == (read_settings({}).trash_days, 0)
    assert parameter["maxValue"] == MAX_TRASH_DAYS
    storage = list_modules()["photo-storage"]["properties"]
    for module in (storage, list_modules()["function-app"]["properties"]):
        assert module["parameters"]["trashDays"] == {"value": "[parameters('trashDays')]"}
    assert get_app_settings()["TRASH_DAYS"] == "[string(parameters('trashDays'))]"
    assert storage["template"]["parameters"]["daysOfPieces"]["defaultValue"] == EXPIRES_AFTER.days
    assert storage["template"]["parameters"]["daysOfCopies"]["defaultValue"] == clean_copies.EXPIRES_AFTER.days


def test_rules_for_an_existing_account_are_those_of_a_new_one() -> None:
    """docs/deploying.md has those that delete what the gallery would, with the default names and days."""
    (shown,) = [block for block in code_in(ROOT / "docs" / "deploying.md") if '"rules"' in block]
    rules = {one["name"]: one["definition"] for one in json.loads(shown.partition("'")[2].partition("'")[0])["rules"]}
    text = json.dumps({name: one for name, one in get_lifecycle_rules().items() if name in rules})
    for name, value in {"trashDays": "30", "daysOfPieces": "7", "daysOfCopies": "7"}.items():
        text = text.replace(f"\"[parameters('{name}')]\"", value)
    filled = re.sub(r"\[format\('\{0\}(/[^']+)', parameters\('photoContainer'\)\)\]", r"photos\1", text)
    assert set(rules) == {"empty-the-trash", "delete-unfinished-uploads", "delete-old-copies"}
    assert rules == json.loads(filled)


def test_plan_follows_microsofts_flex_consumption_samples() -> None:
    """As in Azure-Samples/azure-functions-flex-consumption-samples, without settings that the plan refuses."""
    plan = find_resources("Microsoft.Web/serverfarms")[0]
    assert (plan["sku"], plan["properties"]) == ({"tier": "FlexConsumption", "name": "FC1"}, {"reserved": True})
    config = get_site()["functionAppConfig"]
    assert config["runtime"] == {"name": "python", "version": "[parameters('pythonVersion')]"}
    assert config["deployment"]["storage"]["type"] == "blobContainer"
    assert config["deployment"]["storage"]["authentication"] == {
        "type": "UserAssignedIdentity",
        "userAssignedIdentityResourceId": "[parameters('identityId')]",
    }
    assert get_site()["httpsOnly"] is True
    text = json.dumps(TEMPLATE)
    assert [name for name in REFUSED_BY_FLEX if name in text] == []


def test_no_instance_is_always_ready_unless_someone_asks() -> None:
    """They cost money around the clock."""
    wanted = "greater(parameters('alwaysReady'), 0)"
    group = "createArray(createObject('name', 'http', 'instanceCount', parameters('alwaysReady')))"
    scale = get_site()["functionAppConfig"]["scaleAndConcurrency"]
    assert scale["alwaysReady"] == f"[if({wanted}, {group}, createArray())]"
    parameter = TEMPLATE["parameters"]["alwaysReady"]
    assert (parameter["defaultValue"], parameter["minValue"]) == (0, 0)
    assert parameter["maxValue"] <= get_default("maximumInstances")


def test_vault_is_protected_from_purging_only_if_someone_asks() -> None:
    """It can't be switched off again, and Azure refuses `false`."""
    vault = find_resources("Microsoft.KeyVault/vaults")[0]["properties"]
    assert vault["enablePurgeProtection"] == "[if(parameters('purgeProtection'), true(), null())]"
    passed = list_modules()["owner-key"]["properties"]["parameters"]["purgeProtection"]
    assert passed == {"value": "[equals(parameters('vaultPurgeProtection'), 'yes')]"}
    assert get_default("vaultPurgeProtection") == "no"


def test_budget_is_optional_and_keeps_its_first_month() -> None:
    """Azure refuses to change it, so the template's output brings it back through azd's environment."""
    budget = list_modules()["budget"]
    assert (budget["condition"], get_default("budgetAmount")) == ("[greater(parameters('budgetAmount'), 0)]", 0)
    assert budget["resourceGroup"], "at the subscription, it would count what isn't the gallery's"
    assert TEMPLATE["variables"]["firstMonth"] == (
        "[if(empty(parameters('budgetStart')), parameters('thisMonth'), parameters('budgetStart'))]"
    )
    assert get_default("thisMonth") == "[utcNow('yyyy-MM-01')]"
    first_month = TEMPLATE["outputs"]["GALLERY_BUDGET_START"]["value"]
    assert first_month == "[if(greater(parameters('budgetAmount'), 0), variables('firstMonth'), '')]"
    passed = (ROOT / "infra" / "main.parameters.json").read_text(encoding="utf-8")
    assert '"budgetStart": { "value": "${GALLERY_BUDGET_START=}" }' in passed
    (properties,) = [one["properties"] for one in find_resources("Microsoft.Consumption/budgets")]
    assert {one["thresholdType"] for one in properties["notifications"].values()} == {"Actual", "Forecasted"}


def test_decodes_and_requests_fit_in_memory() -> None:
    """Measured: 1,000 MB per decode of 100 megapixels, 350 for host and worker, seven times each photo's size."""
    sizes = list_modules()["function-app"]["properties"]["template"]["variables"]["sizes"]
    assert set(sizes) == set(TEMPLATE["parameters"]["instanceMemory"]["allowedValues"])
    for megabytes, size in sizes.items():
        needed = size["decoders"] * 1_000 + 350 + size["requests"] * 7 * 20
        assert needed < int(megabytes) * 1.048576


def test_host_json_and_python_version_match_the_plan() -> None:
    """The plan's runtime has extension bundle 4, sampling is on, plan and package have the same Python, CI tests every
    one that the plan may have, and checks are for the oldest.
    """
    host = json.loads((ROOT / "host.json").read_text(encoding="utf-8"))
    assert (host["version"], host["extensionBundle"]["version"]) == ("2.0", "[4.*, 5.0.0)")
    assert host["logging"]["applicationInsights"]["samplingSettings"]["isEnabled"]
    # It would keep the address of every request, which has the secret of a share.
    assert host["logging"]["logLevel"]["Host.Results"] == "None"
    # A response takes up to 230 s on Azure; no execution outlives the age at which its leftovers count as abandoned.
    assert host["functionTimeout"] == "00:04:00"
    assert get_default("pythonVersion") == package.PYTHON
    assert min(PYTHONS) == OLDEST_PYTHON
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'python_version = "{OLDEST_PYTHON}"' in project
    assert f'target-version = "py{OLDEST_PYTHON.replace(".", "")}"' in project
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert f"python: {json.dumps(PYTHONS)}\n" in workflow


def read_version(template: dict[str, Any]) -> str:
    return str(template["metadata"]["_generator"]["version"])


def remove_generator(value: Any) -> Any:
    """Remove the parts that change with the compiler's version."""
    if isinstance(value, dict):
        return {name: remove_generator(one) for name, one in value.items() if name != "_generator"}
    return [remove_generator(one) for one in value] if isinstance(value, list) else value
