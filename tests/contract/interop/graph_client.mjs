// Microsoft's Graph client for JavaScript: what programs do with it, as one line of results.
import { createInterface } from "node:readline";
import { BatchRequestContent, BatchResponseContent, Client, PageIterator } from "@microsoft/microsoft-graph-client";

const line = (await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next()).value;
const { graph, token } = JSON.parse(line);
const client = Client.initWithMiddleware({
  baseUrl: `${graph}/`,
  customHosts: new Set([new URL(graph).hostname]),
  authProvider: { getAccessToken: async () => token },
});
const results = {};

results.me = (await client.api("/me").select("displayName,userPrincipalName").get()).userPrincipalName;

results.people = [];
const first = await client.api("/users").top(1).select("userPrincipalName").get();
await new PageIterator(client, first, (person) => results.people.push(person.userPrincipalName)).iterate();

const group = await client.api("/groups").post({
  displayName: "From JavaScript", mailEnabled: false, mailNickname: "from-javascript", securityEnabled: true,
});
await client.api(`/groups/${group.id}`).patch({ description: "changed" });
results.group = (await client.api(`/groups/${group.id}`).get()).description;
await client.api(`/groups/${group.id}`).delete();

results.refused = await client.api(`/groups/${group.id}`).get().then(() => null, (error) => ({
  status: error.statusCode, code: error.code, hasRequestId: Boolean(error.requestId),
}));

// Node's own Request takes no relative address, which a batch is made of.
const relative = (url) => ({ url, method: "GET", headers: new Headers() });
const batch = new BatchRequestContent([
  { id: "1", request: relative("/me") },
  { id: "2", request: relative(`/groups/${group.id}`) },
]);
const answers = new BatchResponseContent(await client.api("/$batch").post(await batch.getContent()));
results.batch = ["1", "2"].map((id) => answers.getResponseById(id).status);

process.stdout.write(`${JSON.stringify(results)}\n`);
process.exit();
