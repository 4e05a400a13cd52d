// Every ten minutes Azurite removes the bytes that no blob has any more, one by one, and answers nobody meanwhile: for
// minutes, after as many writes as the tests make. In memory they may stay until the process ends.
const { dirname, join } = require("node:path");

const { default: Collector } = require(join(dirname(process.argv[1]), "gc", "BlobGCManager.js"));

Collector.prototype.start = async () => {};
