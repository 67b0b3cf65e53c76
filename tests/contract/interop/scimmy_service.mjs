// A SCIM service made of SCIMMY, as its documentation shows it, with everything in memory: certificate and key are the
// arguments, the port is the first line on standard output, and it stops when standard input closes.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import SCIMMY from "scimmy";

const BASE = "/scim/v2";

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

SCIMMY.Config.set({ patch: true, filter: true });
SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false);
const resources = [keep(SCIMMY.Resources.User), keep(SCIMMY.Resources.Group)];

async function answered(request, body) {
  const { pathname, searchParams } = new URL(request.url, "https://localhost");
  const [, endpoint, id] = pathname.slice(BASE.length).match(/^(\/\w+)(?:\/([^/]+))?$/) ?? [];
  if (endpoint === "/ServiceProviderConfig") return [200, await new SCIMMY.Resources.ServiceProviderConfig({}).read()];
  const Resource = resources.find((one) => one.endpoint === endpoint);
  if (!pathname.startsWith(BASE) || !Resource) throw new SCIMMY.Types.Error(404, null, "Not found");
  const query = Object.fromEntries([...searchParams].map(([name, value]) => [name, /^\d+$/.test(value) ? +value : value]));
  const one = id ? new Resource(decodeURIComponent(id), query) : new Resource(query);
  switch (request.method) {
    case "GET": return [200, await one.read()];
    case "POST": return [201, await one.write(body)];
    case "PUT": return [200, await one.write(body)];
    case "PATCH": return [200, await one.patch(body)];
    case "DELETE": return [204, await one.dispose()];
    default: throw new SCIMMY.Types.Error(405, null, "Not allowed");
  }
}

const [, , cert, key] = process.argv;
const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, async (request, response) => {
  const chunks = await request.toArray();
  let status, body;
  try {
    [status, body] = await answered(request, chunks.length ? JSON.parse(Buffer.concat(chunks).toString()) : undefined);
    if (status === 200 && body === undefined) status = 204;
  } catch (error) {
    [status, body] = [error.status ?? 500, new SCIMMY.Messages.Error(error)];
  }
  response.writeHead(status, { "Content-Type": "application/scim+json" }).end(body && JSON.stringify(body));
});
for (const Resource of resources) Resource.basepath(BASE);
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
process.stdin.resume().on("end", () => process.exit());
