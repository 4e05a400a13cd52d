// The photos. Nobody reaches them without a role: no account key, no public blob. Public is the network alone, because
// visitors' browsers fetch previews straight from here, each with a right to read that ends within two hours.
// There are no CORS rules: pages show previews by <img>, which needs none.
param name string
param location string
param tags object
param redundancy string
param photoContainer string
param previewContainer string

@description('Days for which a deleted photo stays in the trash, and whatever storage loses can be had back.')
param daysKept int = 30

@description('Days for which marks of ended sessions are kept. A session lives for 30.')
param daysOfMarks int = 31

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: redundancy }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      isVersioningEnabled: true
      deleteRetentionPolicy: { enabled: true, days: daysKept }
      containerDeleteRetentionPolicy: { enabled: true, days: daysKept }
    }

    resource photos 'containers' = {
      name: photoContainer
      properties: { publicAccess: 'None' }
    }

    resource previews 'containers' = {
      name: previewContainer
      properties: { publicAccess: 'None' }
    }
  }

  resource cleaning 'managementPolicies' = {
    name: 'default'
    dependsOn: [blobs]
    properties: {
      policy: {
        rules: [
          {
            name: 'empty-the-trash'
            type: 'Lifecycle'
            definition: {
              filters: { blobTypes: ['blockBlob'], prefixMatch: ['${photoContainer}/.trash/'] }
              actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: daysKept } } }
            }
          }
          {
            // A version's age is counted from when it was written, so that of an old photo may go the day after the
            // photo. It is soft-deleted then, and can be had back for as long again.
            name: 'expire-old-versions'
            type: 'Lifecycle'
            definition: {
              filters: { blobTypes: ['blockBlob'], prefixMatch: ['${photoContainer}/', '${previewContainer}/'] }
              actions: { version: { delete: { daysAfterCreationGreaterThan: daysKept } } }
            }
          }
          {
            name: 'forget-reports-and-ended-sessions'
            type: 'Lifecycle'
            definition: {
              filters: {
                blobTypes: ['blockBlob']
                prefixMatch: ['${previewContainer}/.reports/', '${photoContainer}/.ended/']
              }
              actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: daysOfMarks } } }
            }
          }
        ]
      }
    }
  }
}
