// Who may do what with the photos: these three, and nobody else. A module of its own, so that it also fits an account
// that was there before, in another resource group.
param account string
param appPrincipalId string
param principalId string

// Storage Blob Data Contributor. For the app: it reads, files and trashes photos, and makes a container that is
// missing, so the account is the smallest scope. For the person: azcopy, rclone and Storage Explorer.
var blobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

// Storage Blob Delegator: asks for the key that signs rights to read previews. Of use on the account alone, and
// named by itself so that it stays when somebody narrows the other one to the containers.
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
  }
}
