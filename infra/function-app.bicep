// The plan and the app. Without requests it has no instances and costs nothing, unless some are always ready.
param name string
param planName string
param location string
param tags object
param identityId string
param identityClientId string
param hostAccount string
param packageContainerUrl string
param insightsConnection string
param pythonVersion string
param instanceMemory string
param maximumInstances int
param alwaysReady int

param photoBlobUri string
param photoContainer string
param previewContainer string
param ownerKeyUri string
param galleryTitle string
param galleryTimeZone string
param galleryLanguage string
param galleryVisibility string
param galleryDownloads string
param galleryIndexed string
param trashDays int

// What fits in an instance. Measured: decoding 100 megapixels takes up to 1 GB (2 for WebP, which may not fit in
// 2048 MB), host and worker 0.35 GB, and each photo being uploaded seven times its size. So 2048 MB is enough for one
// decode and four photos of 20 MB. More requests at once start another instance.
var sizes = {
  '2048': { decoders: 1, requests: 4 }
  '4096': { decoders: 2, requests: 8 }
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'gallery' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    siteConfig: {
      minTlsVersion: '1.2'
      http20Enabled: true
      appSettings: [
        { name: 'AzureWebJobsStorage__accountName', value: hostAccount }
        { name: 'AzureWebJobsStorage__credential', value: 'managedidentity' }
        { name: 'AzureWebJobsStorage__clientId', value: identityClientId }
        { name: 'AzureWebJobsDisableHomepage', value: 'true' }
        { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: insightsConnection }
        { name: 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING', value: 'ClientId=${identityClientId};Authorization=AAD' }
        // The gallery's settings; see docs/settings.md.
        { name: 'PhotoStorage__blobServiceUri', value: photoBlobUri }
        { name: 'PhotoStorage__credential', value: 'managedidentity' }
        { name: 'PhotoStorage__clientId', value: identityClientId }
        { name: 'PHOTO_CONTAINER', value: photoContainer }
        { name: 'PREVIEW_CONTAINER', value: previewContainer }
        { name: 'OWNER_KEY', value: '@Microsoft.KeyVault(SecretUri=${ownerKeyUri})' }
        { name: 'GALLERY_VISIBILITY', value: galleryVisibility }
        { name: 'GALLERY_DOWNLOADS', value: galleryDownloads }
        { name: 'GALLERY_INDEXED', value: galleryIndexed }
        { name: 'GALLERY_TITLE', value: galleryTitle }
        { name: 'GALLERY_TIME_ZONE', value: galleryTimeZone }
        { name: 'GALLERY_LANGUAGE', value: galleryLanguage }
        { name: 'TRASH_DAYS', value: string(trashDays) }
        { name: 'MAX_UPLOAD_MB', value: '95' }
        { name: 'MAX_PHOTO_MB', value: '50' }
        { name: 'MAX_RAW_MB', value: '120' }
        { name: 'MAX_VIDEO_MB', value: '4000' }
        { name: 'MAX_MEGAPIXELS', value: '100' }
        { name: 'DECODE_SECONDS', value: '8' }
        { name: 'DECODERS', value: string(sizes[instanceMemory].decoders) }
      ]
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: { name: 'python', version: pythonVersion }
      scaleAndConcurrency: {
        instanceMemoryMB: int(instanceMemory)
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReady > 0 ? [{ name: 'http', instanceCount: alwaysReady }] : []
        triggers: { http: { perInstanceConcurrency: sizes[instanceMemory].requests } }
      }
    }
  }

  // Publishing uses Microsoft sign-in. A publishing password would be one more secret.
  resource noPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource noFtpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }
}

output url string = 'https://${app.properties.defaultHostName}'
