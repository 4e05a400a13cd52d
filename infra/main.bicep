// The gallery on Azure Functions (Flex Consumption), with its photos in a storage account of their own.
// All modules are local, so this compiles without a network. For how to use it, see docs/deploying.md; for the reasons,
// docs/decisions/08-prebuilt-package-and-key-vault.md.
targetScope = 'subscription'

@minLength(1)
@maxLength(64)
@description('Name of the azd environment. It tags all resources and is part of their names.')
param environmentName string

@minLength(1)
@description('Region of all resources. It needs Flex Consumption.')
@metadata({ azd: { type: 'location' } })
param location string

@description('Object id of the person who deploys. They get access to the photos with other tools, and to the owner key. Empty: no one.')
param principalId string = ''

// Without a type, Azure looks the object up, and fails while a new one isn't replicated everywhere yet.
@description('What that object is: a person, or the identity of a pipeline that runs `azd provision`.')
@allowed(['User', 'ServicePrincipal'])
param principalType string = 'User'

@secure()
@description('The owner key. Empty keeps the one in the vault.')
param ownerKey string = ''

@description('Python version of the app. `python3 dev.py package --python` must use the same.')
@allowed(['3.11', '3.12', '3.13', '3.14'])
param pythonVersion string = '3.14'

@description('Memory of an instance in MB. Less than 2048 is too little to decode a large photo.')
@allowed(['2048', '4096'])
param instanceMemory string = '2048'

@description('Maximum number of instances. It limits the cost of a flood of visitors.')
@minValue(40)
@maxValue(1000)
param maximumInstances int = 40

@description('Instances that always run, so that nobody waits for a start. They cost money around the clock.')
@minValue(0)
@maxValue(40)
param alwaysReady int = 0

@description('Title at the top of each page.')
param galleryTitle string = 'Photos'

@description('Time zone, like Europe/Rome, of videos that only say in UTC when they were taken.')
param galleryTimeZone string = 'UTC'

@description('Language for readers whose browser prefers none that the gallery has, like de.')
param galleryLanguage string = 'en'

@description('public: everyone can see the gallery. private: only the owner.')
@allowed(['public', 'private'])
param galleryVisibility string = 'public'

@description('Who may download photos: the owner, or everyone who can see them, without metadata.')
@allowed(['owner', 'everyone'])
param galleryDownloads string = 'owner'

@description('Whether search engines may list the gallery.')
@allowed(['no', 'yes'])
param galleryIndexed string = 'no'

@description('Days after which photos in the trash are deleted forever, by the gallery and by a lifecycle rule of the new account. 0: never.')
@minValue(0)
@maxValue(36500)
param trashDays int = 30

@description('Your own domain, such as photos.example.com, if the gallery has one. The new account lets its pages read originals.')
param galleryDomain string = ''

@description('Container of the originals.')
param photoContainer string = 'photos'

@description('Container of previews and other derived data.')
param previewContainer string = 'photos-previews'

@description('Copies of each photo: in one data center, in three zones, or in a second region too.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param photoRedundancy string = 'Standard_LRS'

@description('Name of a storage account that already has photos. Only its roles change. Empty creates a new account.')
param existingPhotoAccount string = ''

@description('Resource group of that account, in the same subscription.')
param existingPhotoResourceGroup string = ''

@description('Whether the vault keeps deleted secrets for 7 days, whoever wants to purge them. It can never be switched off again.')
@allowed(['no', 'yes'])
param vaultPurgeProtection string = 'no'

@description('Monthly cost of the resource group, in the currency of your bill, that sends an email when it is reached or expected. 0: none.')
@minValue(0)
param budgetAmount int = 0

@description('Who gets these emails.')
param budgetEmail string = ''

// Azure refuses to change the start of a budget. azd remembers it, because it's an output too.
@description('First month of the budget, such as 2026-12-01. Empty: this month. Later deployments must pass the same.')
param budgetStart string = ''

@description('Nobody sets this. Only the default value of a parameter can ask for the time.')
param thisMonth string = utcNow('yyyy-MM-01')

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var groupName = 'rg-${environmentName}'
var appName = 'func-${token}'
var origins = concat(['https://${appName}.azurewebsites.net'], empty(galleryDomain) ? [] : ['https://${galleryDomain}'])
var photoAccount = empty(existingPhotoAccount) ? 'stphotos${token}' : existingPhotoAccount
var photoGroup = empty(existingPhotoAccount) ? groupName : existingPhotoResourceGroup
var firstMonth = empty(budgetStart) ? thisMonth : budgetStart
var photoBlobUri = 'https://${photoAccount}.blob.${environment().suffixes.storage}'

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: groupName
  location: location
  tags: tags
}

module identity 'identity.bicep' = {
  name: 'identity'
  scope: group
  params: { name: 'id-${token}', location: location, tags: tags }
}

module monitoring 'monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: { token: token, location: location, tags: tags, appPrincipalId: identity.outputs.principalId }
}

module hostStorage 'host-storage.bicep' = {
  name: 'host-storage'
  scope: group
  params: { name: 'st${token}', location: location, tags: tags, appPrincipalId: identity.outputs.principalId }
}

module photoStorage 'photo-storage.bicep' = if (empty(existingPhotoAccount)) {
  name: 'photo-storage'
  scope: group
  params: {
    name: photoAccount
    location: location
    tags: tags
    redundancy: photoRedundancy
    photoContainer: photoContainer
    previewContainer: previewContainer
    trashDays: trashDays
    origins: origins
  }
}

module photoRoles 'photo-roles.bicep' = {
  name: 'photo-roles-${token}'
  scope: resourceGroup(photoGroup)
  params: {
    account: photoAccount
    appPrincipalId: identity.outputs.principalId
    principalId: principalId
    principalType: principalType
  }
  dependsOn: [photoStorage]
}

module ownerVault 'owner-key.bicep' = {
  name: 'owner-key'
  scope: group
  params: {
    name: 'kv-${token}'
    location: location
    tags: tags
    ownerKey: ownerKey
    appPrincipalId: identity.outputs.principalId
    principalId: principalId
    principalType: principalType
    purgeProtection: vaultPurgeProtection == 'yes'
  }
}

module budget 'budget.bicep' = if (budgetAmount > 0) {
  name: 'budget'
  scope: group
  params: { name: 'budget-${token}', amount: budgetAmount, email: budgetEmail, start: firstMonth }
}

module app 'function-app.bicep' = {
  name: 'function-app'
  scope: group
  params: {
    name: appName
    planName: 'plan-${token}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    hostAccount: hostStorage.outputs.name
    packageContainerUrl: hostStorage.outputs.packageContainerUrl
    insightsConnection: monitoring.outputs.connection
    pythonVersion: pythonVersion
    instanceMemory: instanceMemory
    maximumInstances: maximumInstances
    alwaysReady: alwaysReady
    photoBlobUri: photoBlobUri
    photoContainer: photoContainer
    previewContainer: previewContainer
    ownerKeyUri: ownerVault.outputs.secretUri
    galleryTitle: galleryTitle
    galleryTimeZone: galleryTimeZone
    galleryLanguage: galleryLanguage
    galleryVisibility: galleryVisibility
    galleryDownloads: galleryDownloads
    galleryIndexed: galleryIndexed
    trashDays: trashDays
  }
  // Without its roles, the app has no access to storage when it first starts.
  dependsOn: [photoRoles]
}

output GALLERY_URL string = app.outputs.url
output GALLERY_OWNER_KEY_COMMAND string = 'az keyvault secret show --vault-name ${ownerVault.outputs.name} --name owner-key --query value --output tsv'
output AZURE_KEY_VAULT_NAME string = ownerVault.outputs.name
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_FUNCTION_NAME string = appName
output PHOTO_ACCOUNT string = photoAccount
output PHOTO_CONTAINER_URL string = '${photoBlobUri}/${photoContainer}'
output GALLERY_BUDGET_START string = budgetAmount > 0 ? firstMonth : ''
