// The tutorial by API, as Microsoft's clients for JavaScript speak it: from the template to the log. Prints what it came to as JSON.
import { ConfidentialClientApplication } from "@azure/msal-node";
import { Client } from "@microsoft/microsoft-graph-client";

const { ROOT, TENANT_ID, CLIENT_ID, CLIENT_SECRET, USER_ID, TARGET_URL, TARGET_TOKEN } = process.env;
const host = new URL(ROOT).host;

const msal = new ConfidentialClientApplication({
  auth: {
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    authority: `${ROOT}/${TENANT_ID}`,
    knownAuthorities: [host],
  },
});

const graph = Client.initWithMiddleware({
  baseUrl: `${ROOT}/`,
  defaultVersion: "v1.0",
  customHosts: new Set([new URL(ROOT).hostname]),
  authProvider: {
    getAccessToken: async () =>
      (await msal.acquireTokenByClientCredential({ scopes: [`${ROOT}/.default`] })).accessToken,
  },
});

async function refused(call) {
  try {
    await call();
  } catch (error) {
    return { status: error.statusCode, code: error.code };
  }
  throw new Error("This was to be refused and was not.");
}

async function firstCycle(job) {
  for (;;) {
    const now = await graph.api(job).get();
    if (now.status.lastExecution) return now;
    await new Promise((done) => setTimeout(done, 200));
  }
}

const templates = await graph.api("/applicationTemplates").filter("displayName eq 'Dialpad'").get();
const made = await graph
  .api(`/applicationTemplates/${templates.value[0].id}/instantiate`)
  .post({ displayName: "Dialpad" });
const servicePrincipal = made.servicePrincipal.id;
const role = made.servicePrincipal.appRoles.find((r) => r.displayName === "User");
const assignment = await graph.api(`/servicePrincipals/${servicePrincipal}/appRoleAssignedTo`).post({
  principalId: USER_ID,
  resourceId: servicePrincipal,
  appRoleId: role.id,
});

const synchronization = `/servicePrincipals/${servicePrincipal}/synchronization`;
const connectors = await graph.api(`${synchronization}/templates`).get();
const job = await graph.api(`${synchronization}/jobs`).post({ templateId: connectors.value[0].id });
const path = `${synchronization}/jobs/${job.id}`;

const credentials = (token) => [
  { key: "BaseAddress", value: TARGET_URL },
  { key: "SecretToken", value: token },
];
const wrong = await refused(() => graph.api(`${path}/validateCredentials`).post({ credentials: credentials("wrong") }));
await graph.api(`${path}/validateCredentials`).post({ credentials: credentials(TARGET_TOKEN) });
await graph.api(`${synchronization}/secrets`).put({ value: credentials(TARGET_TOKEN) });
const secrets = await graph.api(`${synchronization}/secrets`).get();

const schema = await graph.api(`${path}/schema`).get();
const title = schema.synchronizationRules
  .flatMap((rule) => rule.objectMappings)
  .flatMap((mapping) => mapping.attributeMappings)
  .find((mapping) => mapping.targetAttributeName === "title");
title.source = { expression: '"Countess"', name: "Countess", type: "Constant", parameters: [] };
delete schema["@odata.context"];
await graph.api(`${path}/schema`).patch(schema);

await graph.api(`${path}/start`).post({});
const done = await firstCycle(path);
const log = await graph
  .api("/auditLogs/provisioning")
  .filter(`jobId eq '${job.id}' and provisioningAction eq 'create'`)
  .top(10)
  .get();
await graph.api(`${path}/pause`).post({});
const paused = await graph.api(path).get();
await graph.api(`/applications/${made.application.id}`).delete();
const gone = await refused(() => graph.api(path).get());

console.log(
  JSON.stringify({
    assigned: assignment.principalDisplayName,
    begins: `${job.schedule.state} ${job.status.code}`,
    wrong: wrong.status,
    secrets: secrets.value,
    status: done.status.code,
    users: done.status.synchronizedEntryCountByType.find((count) => count.key === "User").value,
    log: log.value.map((entry) => `${entry.sourceIdentity.displayName}: ${entry.provisioningStatusInfo.status}`),
    paused: paused.schedule.state,
    gone: gone.status,
  }),
);
