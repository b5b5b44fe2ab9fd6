using Provost.Engine;
using Provost.Engine.Access;

namespace Provost.Storage.Sqlite;

/// <content>Who may change a job: the permission, on an application of the caller's tenant.</content>
public sealed partial class SqliteJobStore
{
    /// <summary>
    /// The first statement of every change that somebody asks for. Refused before anything of the job is read; then
    /// with the owners of its application; another tenant's job is not there.
    /// </summary>
    private static void DemandChange(SqliteWrite write, Caller caller, long jobNumber) =>
        Demand(write, caller, Operations.SynchronizationWrite, jobNumber);

    private static void Demand(SqliteWrite write, Caller caller, Operation operation, long jobNumber) =>
        Demand(
            write,
            caller,
            operation,
            "JOIN job j ON j.application_number = a.number WHERE j.number = @number",
            jobNumber,
            "job"
        );

    /// <inheritdoc cref="DemandChange"/>
    private static void DemandChangeOf(SqliteWrite write, Caller caller, long applicationNumber) =>
        Demand(
            write,
            caller,
            Operations.SynchronizationWrite,
            "WHERE a.number = @number",
            applicationNumber,
            "application"
        );

    private static void Demand(
        SqliteWrite write,
        Caller caller,
        Operation operation,
        string where,
        long number,
        string what
    )
    {
        caller.Demand(operation);
        var found = write
            .Query<Owned>(
                $"""
                SELECT t.id AS Tenant, (SELECT group_concat(o.owner_id) FROM owner o WHERE o.object_id = a.id) AS Owners
                FROM application a JOIN tenant t ON t.number = a.tenant_number {where}
                """,
                new { number }
            )
            .FirstOrDefault();
        if (found is null || found.Tenant != caller.TenantId.ToString())
            throw new EngineException($"There is no {what} {number}.");
        caller.Demand(operation, [.. found.Owners?.Split(',').Select(Guid.Parse) ?? []]);
    }

    private sealed class Owned
    {
        public string Tenant { get; init; } = "";
        public string? Owners { get; init; }
    }
}
