// The photos. Access needs a role: there are no account keys and no public blobs. Only the network is public, because
// browsers load previews directly from here, each with a SAS token that expires within two hours.
// Scripts of the gallery's own pages may read originals, to zip them. Other websites' scripts may read nothing, even with
// a SAS token.
param name string
param location string
param tags object
param redundancy string
param photoContainer string
param previewContainer string

@description('Origins of the pages.')
param origins array

@description('Days for which photos stay in the trash. 0: until someone deletes them.')
param trashDays int

@description('Days for which deleted or overwritten blobs can be restored.')
param daysKept int = 30

@description('Days for which markers of ended sessions are kept. A session lasts 30.')
param daysOfMarks int = 31

@description('Days for which the pieces of an unfinished upload are kept, as in gallery/library/incoming.py.')
param daysOfPieces int = 7

@description('Days for which copies without metadata are kept, as in gallery/library/clean_copies.py.')
param daysOfCopies int = 7

// Moving a photo to the trash, and deleting the same photo again, both change its blob there. So days since the last
// change are days in the trash. A hidden copy of a photo whose deletion died is deleted too; the photo itself isn't.
var emptyTheTrash = {
  name: 'empty-the-trash'
  type: 'Lifecycle'
  definition: {
    filters: { blobTypes: ['blockBlob'], prefixMatch: ['${photoContainer}/.trash/'] }
    actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: trashDays } } }
  }
}

var otherRules = [
  {
    name: 'delete-unfinished-uploads'
    type: 'Lifecycle'
    definition: {
      filters: { blobTypes: ['blockBlob'], prefixMatch: ['${photoContainer}/.incoming/'] }
      actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: daysOfPieces } } }
    }
  }
  {
    name: 'delete-old-copies'
    type: 'Lifecycle'
    definition: {
      filters: { blobTypes: ['blockBlob'], prefixMatch: ['${photoContainer}/.gallery/copies/'] }
      actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: daysOfCopies } } }
    }
  }
  {
    // A version's age counts from its creation, so an old photo's version may expire the day after the photo is
    // deleted. It's then soft-deleted and can be restored for the same number of days.
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
      cors: {
        corsRules: [
          {
            allowedOrigins: origins
            allowedMethods: ['GET', 'HEAD']
            allowedHeaders: []
            exposedHeaders: []
            maxAgeInSeconds: 3600
          }
        ]
      }
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
        rules: concat(trashDays > 0 ? [emptyTheTrash] : [], otherRules)
      }
    }
  }
}
