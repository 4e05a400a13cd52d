// The owner's key, in a vault. The app setting only refers to it, so reading settings doesn't reveal the key.
param name string
param location string
param tags object
param appPrincipalId string
param principalId string
param principalType string
param purgeProtection bool

@secure()
param ownerKey string

// Key Vault Secrets User: the app reads the key when it starts.
var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

// Key Vault Secrets Officer: the person who deploys reads and changes the key.
var secretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    softDeleteRetentionInDays: 7
    // Azure refuses false: what has been protected stays protected.
    enablePurgeProtection: purgeProtection ? true : null
  }
}

resource secret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (!empty(ownerKey)) {
  parent: vault
  name: 'owner-key'
  properties: { value: ownerKey }
}

resource appReads 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, appPrincipalId, secretsUser)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource personKeeps 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(principalId)) {
  name: guid(vault.id, principalId, secretsOfficer)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsOfficer)
    principalId: principalId
    principalType: principalType
  }
}

output name string = vault.name
output secretUri string = '${vault.properties.vaultUri}secrets/owner-key'
