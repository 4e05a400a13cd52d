// Every ten minutes Azurite deletes unreferenced data piece by piece and handles no requests while it does. After as
// many writes as the tests make, that takes minutes. In memory, the data can stay until the process ends.
const { dirname, join } = require("node:path");

const { default: Collector } = require(join(dirname(process.argv[1]), "gc", "BlobGCManager.js"));

Collector.prototype.start = async () => {};
