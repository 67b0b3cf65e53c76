// A SCIM service made of SCIMMY and its routers for Express, as their documentation shows it, with everything in memory:
// certificate and key are the arguments, the port is the first line on standard output, and it stops when standard input
// closes.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import express from "express";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";

function keep(Resource) {
  const kept = new Map();
  return SCIMMY.Resources.declare(Resource)
    .ingress((resource, data) => {
      const id = resource.id ?? randomUUID();
      if (resource.id && !kept.has(id)) throw new SCIMMY.Types.Error(404, null, "Not found");
      kept.set(id, { ...JSON.parse(JSON.stringify(data)), id });
      return kept.get(id);
    })
    .egress((resource) => {
      if (!resource.id) return resource.filter ? resource.filter.match([...kept.values()]) : [...kept.values()];
      if (!kept.has(resource.id)) throw new SCIMMY.Types.Error(404, null, "Not found");
      return kept.get(resource.id);
    })
    .degress((resource) => {
      if (!kept.delete(resource.id)) throw new SCIMMY.Types.Error(404, null, "Not found");
    });
}

SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false);
keep(SCIMMY.Resources.User);
keep(SCIMMY.Resources.Group);

const app = express();
app.use("/scim/v2", new SCIMMYRouters({
  type: "bearer",
  handler: (request) => {
    if (!request.header("Authorization")?.startsWith("Bearer ")) throw new Error("A bearer token is needed");
    return "provisioning";
  },
}));

const [, , cert, key] = process.argv;
const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, app);
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
process.stdin.resume().on("end", () => process.exit());
