// All roles on the photos. They have their own module, so that it also works for an existing account in another
// resource group.
param account string
param appPrincipalId string
param principalId string
param principalType string

// Storage Blob Data Contributor. The app reads, moves and deletes photos and creates missing containers, so the account
// is the smallest possible scope. The person uses it with azcopy, rclone and Storage Explorer.
var blobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

// Storage Blob Delegator: the app gets the key that signs SAS tokens for previews. It only works on the account, and
// it's separate so that it stays if someone limits the other role to the containers.
var blobDelegator = 'db58b8e5-c6ad-4a2a-8342-4190687cbf4a'

resource photos 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: account
}

resource appWrites 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(photos.id, appPrincipalId, blobDataContributor)
  scope: photos
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataContributor)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource appDelegates 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(photos.id, appPrincipalId, blobDelegator)
  scope: photos
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDelegator)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource personWrites 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(principalId)) {
  name: guid(photos.id, principalId, blobDataContributor)
  scope: photos
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataContributor)
    principalId: principalId
    principalType: principalType
  }
}
