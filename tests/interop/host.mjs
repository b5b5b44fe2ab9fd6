// A SCIM server made of SCIMMY, kept in memory, for the interoperability tests: node host.mjs
// The environment variable TOKEN is the bearer token it takes. It says on its first line where it listens.
import { randomUUID } from "node:crypto";
import express from "express";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";

const token = process.env.TOKEN;
if (!token) throw new Error("Set TOKEN to the bearer token that requests carry.");

/** One resource type over a map: `unique` names the attribute that no two of its resources share. */
const keep = (type, unique) => {
  const stored = new Map();
  const known = (id) => {
    if (!stored.has(id)) throw new SCIMMY.Types.Error(404, null, `Resource ${id} not found`);
    return stored.get(id);
  };
  const same = (one, other) => one?.toLowerCase() === other?.toLowerCase();

  return SCIMMY.Resources.declare(type)
    .ingress((resource, instance) => {
      const { created } = resource.id ? known(resource.id).meta : {};
      const id = resource.id ?? randomUUID();
      if ([...stored.values()].some((other) => other.id !== id && same(other[unique], instance[unique])))
        throw new SCIMMY.Types.Error(409, "uniqueness", `${unique} '${instance[unique]}' is taken`);

      const now = new Date().toISOString();
      const written = { ...JSON.parse(JSON.stringify(instance)), id };
      written.meta = { resourceType: type.name, created: created ?? now, lastModified: now };
      stored.set(id, written);
      return structuredClone(written);
    })
    .egress((resource) => {
      if (resource.id) return structuredClone(known(resource.id));
      const all = structuredClone([...stored.values()]);
      return resource.filter ? resource.filter.match(all) : all;
    })
    .degress((resource) => {
      known(resource.id);
      stored.delete(resource.id);
    });
};

keep(SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser), "userName");
keep(SCIMMY.Resources.Group, "displayName");

const app = express();
app.use(
  "/scim",
  new SCIMMYRouters({
    type: "bearer",
    handler: (request) => {
      if (request.header("Authorization") !== `Bearer ${token}`) throw new Error("This token is not known.");
      return "";
    },
  }),
);
const server = app.listen(0, "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${server.address().port}/scim`);
});
