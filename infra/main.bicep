// The gallery on Azure Functions (Flex Consumption), with its photos in a storage account of their own.
// No module is fetched from anywhere, so this compiles without a network. docs/deploying.md says how it is used,
// docs/decisions/08-prebuilt-package-and-key-vault.md why it is as it is.
targetScope = 'subscription'

@minLength(1)
@maxLength(64)
@description('Name of the azd environment; tags all resources and goes into their names.')
param environmentName string

@minLength(1)
@description('Where everything is: a region that has Flex Consumption.')
@metadata({ azd: { type: 'location' } })
param location string

@description('Object id of the person who deploys: gets the photos by other tools and the owner key. Empty for nobody.')
param principalId string = ''

@secure()
@description('The key that makes its holder the owner. Empty keeps the one that the vault has.')
param ownerKey string = ''

@description('Python of the app; `python3 dev.py package --python` must name the same.')
@allowed(['3.11', '3.12', '3.13', '3.14'])
param pythonVersion string = '3.11'

@description('Megabytes of an instance. Less than 2048 is not enough to decode a large photo.')
@allowed(['2048', '4096'])
param instanceMemory string = '2048'

@description('Instances at most: a limit on what a flood of visitors can cost.')
@minValue(40)
@maxValue(1000)
param maximumInstances int = 40

@description('What stands at the top of the page.')
param galleryTitle string = 'Photos'

@description('Whether anyone may look, or the owner alone.')
@allowed(['public', 'private'])
param galleryVisibility string = 'public'

@description('Whether search engines may list the gallery.')
@allowed(['no', 'yes'])
param galleryIndexed string = 'no'

@description('Container of the originals.')
param photoContainer string = 'photos'

@description('Container of everything derived.')
param previewContainer string = 'photos-previews'

@description('Copies of each photo: in one building, in three, or in another region too.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param photoRedundancy string = 'Standard_LRS'

@description('Name of a storage account that has photos already. It is left as it is, but for the roles. Empty makes a new one.')
param existingPhotoAccount string = ''

@description('Resource group of that account, in the same subscription.')
param existingPhotoResourceGroup string = ''

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var groupName = 'rg-${environmentName}'
var appName = 'func-${token}'
var photoAccount = empty(existingPhotoAccount) ? 'stphotos${token}' : existingPhotoAccount
var photoGroup = empty(existingPhotoAccount) ? groupName : existingPhotoResourceGroup
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
  }
}

module photoRoles 'photo-roles.bicep' = {
  name: 'photo-roles-${token}'
  scope: resourceGroup(photoGroup)
  params: { account: photoAccount, appPrincipalId: identity.outputs.principalId, principalId: principalId }
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
  }
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
    photoBlobUri: photoBlobUri
    photoContainer: photoContainer
    previewContainer: previewContainer
    ownerKeyUri: ownerVault.outputs.secretUri
    galleryTitle: galleryTitle
    galleryVisibility: galleryVisibility
    galleryIndexed: galleryIndexed
  }
  // Without its roles the app would find nothing at its first start.
  dependsOn: [photoRoles]
}

output GALLERY_URL string = app.outputs.url
output GALLERY_OWNER_KEY_COMMAND string = 'az keyvault secret show --vault-name ${ownerVault.outputs.name} --name owner-key --query value --output tsv'
output AZURE_KEY_VAULT_NAME string = ownerVault.outputs.name
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_FUNCTION_NAME string = appName
output PHOTO_ACCOUNT string = photoAccount
output PHOTO_CONTAINER_URL string = '${photoBlobUri}/${photoContainer}'
