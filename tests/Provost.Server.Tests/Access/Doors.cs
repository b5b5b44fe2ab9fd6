using Provost.Engine.Access;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Logs;
using Provost.Engine.Notifications;
using Provost.Engine.Synchronization;
using Provost.Server.Hosting;
using Provost.Storage;
using static Provost.Engine.Access.Operations;

namespace Provost.Server.Tests.Access;

/// <summary>
/// The table: every method that takes a caller, with the operation that it demands before it does anything. A method
/// that is not here fails <see cref="DoorTests"/>, and <c>docs/permissions.md</c> is printed from here.
/// </summary>
internal static class Doors
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    /// <summary>People consent for themselves: the page that asks them decides for whom they may.</summary>
    public static IReadOnlyList<string> ForEverybody { get; } = ["Authority.ConsentAsync"];

    public static IReadOnlyList<Door> All { get; } =
    [.. Reading(), .. Changing(), .. Applications(), .. Jobs(), .. Portal(), .. Removing()];

    private static IEnumerable<Door> Reading() =>
        [
            Door.Of(
                "DirectoryStore.FindAsync",
                UsersRead,
                (w, c) => w.Installation.Directory.FindAsync(c, ObjectKind.User, $"{w.Ada}", Ct)
            ),
            Door.Of(
                "DirectoryStore.FindAsync",
                GroupsRead,
                (w, c) => w.Installation.Directory.FindAsync(c, ObjectKind.Group, "Sales", Ct)
            ),
            Door.Of(
                "DirectoryStore.ListAsync",
                UsersRead,
                (w, c) => w.Installation.Directory.ListAsync(c, ObjectKind.User, false, 0, 9, Ct)
            ),
            Door.Of(
                "DirectoryStore.ListAsync",
                GroupsRead,
                (w, c) => w.Installation.Directory.ListAsync(c, ObjectKind.Group, false, 0, 9, Ct)
            ),
            Door.Of(
                "DirectoryStore.QueryAsync",
                UsersRead,
                (w, c) => w.Installation.Directory.QueryAsync(c, Users, Ct)
            ),
            Door.Of(
                "DirectoryStore.CountAsync",
                UsersRead,
                (w, c) => w.Installation.Directory.CountAsync(c, Users, Ct)
            ),
            Door.Of(
                "DirectoryStore.GetAsync",
                UsersRead,
                (w, c) => w.Installation.Directory.GetAsync(c, ObjectKind.User, $"{w.Ada}", false, Ct)
            ),
            Door.Of(
                "DirectoryStore.GetAsync",
                GroupsRead,
                (w, c) => w.Installation.Directory.GetAsync(c, ObjectKind.Group, $"{w.Sales}", false, Ct)
            ),
            Door.Of(
                "DirectoryStore.GetAsync",
                DirectoryObjectsRead,
                (w, c) => w.Installation.Directory.GetAsync(c, null, $"{w.Ada}", false, Ct)
            ),
            Door.Of(
                "DirectoryStore.DeltaHeadAsync",
                UsersDelta,
                (w, c) => w.Installation.Directory.DeltaHeadAsync(c, Delta(ObjectKind.User), Ct)
            ),
            Door.Of(
                "DirectoryStore.DeltaAsync",
                GroupsDelta,
                (w, c) => w.Installation.Directory.DeltaAsync(c, Delta(ObjectKind.Group), null, Ct)
            ),
            Door.Of(
                "DirectoryStore.MembersAsync",
                GroupsRead,
                (w, c) => w.Installation.Directory.MembersAsync(c, w.Sales, Ct)
            ),
            Door.Of(
                "DirectoryStore.ApplicationsAsync",
                ApplicationsRead,
                (w, c) => w.Installation.Directory.ApplicationsAsync(c, Ct),
                Refusal.OfAll
            ),
            Door.Of(
                "DirectoryStore.AssignmentsAsync",
                AssignmentsRead,
                (w, c) => w.Installation.Directory.AssignmentsAsync(c, w.Application, Ct)
            ),
            Door.Of(
                "Applications.RegistrationsAsync",
                ApplicationsRead,
                (w, c) => w.Installation.Applications.RegistrationsAsync(c, false, Ct),
                Refusal.ByAnEmptyList
            ),
            Door.Of(
                "Applications.ServicePrincipalsAsync",
                ApplicationsRead,
                (w, c) => w.Installation.Applications.ServicePrincipalsAsync(c, false, Ct),
                Refusal.ByAnEmptyList
            ),
            Door.Of(
                "Applications.AssignedToAsync",
                AssignmentsRead,
                (w, c) => w.Installation.Applications.AssignedToAsync(c, w.Application, null, "", 9, Ct)
            ),
            Door.Of(
                "Applications.CountAssignedToAsync",
                AssignmentsRead,
                (w, c) => w.Installation.Applications.CountAssignedToAsync(c, w.Application, Ct)
            ),
            Door.Of(
                "Applications.AssignmentsOfAsync",
                AssignmentsRead,
                (w, c) => w.Installation.Applications.AssignmentsOfAsync(c, w.Ada, "", 9, Ct),
                Refusal.OfAll
            ),
            Door.Of(
                "Applications.FindAssignmentAsync",
                AssignmentsRead,
                (w, c) => w.Installation.Applications.FindAssignmentAsync(c, w.Ada, Ct),
                Refusal.OfAll
            ),
            Door.Of(
                "ProvisioningLog.ReadAsync",
                ProvisioningLogRead,
                (w, c) => w.Installation.Log.ReadAsync(c, new EntryQuery(), Ct)
            ),
            Door.Of(
                "ProvisioningLog.PageAsync",
                ProvisioningLogRead,
                (w, c) => w.Installation.Log.PageAsync(c, new LogPage { Take = 9 }, Ct)
            ),
            Door.Of(
                "ProvisioningLog.ActivityAsync",
                ProvisioningLogRead,
                (w, c) => w.Installation.Log.ActivityAsync(c, null, w.Installation.Time.GetUtcNow(), Ct)
            ),
            Door.Of(
                "ProvisioningLog.AuditAsync",
                AuditRead,
                (w, c) => w.Installation.Log.AuditAsync(c, new LogPage { Take = 9 }, null, Ct)
            ),
            Door.Of("Notifications.ListAsync", NoticesRead, (w, c) => w.Installation.Notifications.ListAsync(c, 9, Ct)),
            Door.Of(
                "Administrators.ListAsync",
                AdministratorsRead,
                (w, c) => w.Installation.Administrators.ListAsync(c, Ct)
            ),
        ];

    private static IEnumerable<Door> Changing() =>
        [
            Apply(
                UsersWrite,
                _ => new DirectoryChange.Create(
                    Guid.CreateVersion7(),
                    ObjectKind.User,
                    World.Named($"u{Guid.CreateVersion7():N}")
                )
            ),
            Apply(
                GroupsCreate,
                _ => new DirectoryChange.Create(Guid.CreateVersion7(), ObjectKind.Group, World.Named("New"))
            ),
            Apply(UsersWrite, w => new DirectoryChange.Set(w.Ada, Title)),
            Apply(GroupsWrite, w => new DirectoryChange.Set(w.Sales, Title)),
            Apply(UsersEnable, w => new DirectoryChange.SetEnabled(w.Ada, false)),
            Apply(UsersWrite, w => new DirectoryChange.SetManager(w.Ada, null)),
            Apply(MembersWrite, w => new DirectoryChange.AddMember(w.Sales, w.Ada)),
            Apply(MembersWrite, w => new DirectoryChange.RemoveMember(w.Sales, w.Ada)),
            Door.Of(
                "DirectoryStore.ImportAsync",
                DirectoryImport,
                (w, c) => w.Installation.Directory.ImportAsync(c, File, true, Ct)
            ),
            Door.Of(
                "DirectoryStore.AssignAsync",
                AssignmentsCreate,
                (w, c) => w.Installation.Directory.AssignAsync(c, w.Application, [w.Sales], AppRole.DefaultAccess, Ct)
            ),
            Door.Of(
                "DirectoryStore.UnassignAsync",
                AssignmentsDelete,
                (w, c) => w.Installation.Directory.UnassignAsync(c, w.Application, [w.Ada], Ct)
            ),
            Door.Of(
                "DirectoryStore.CreateApplicationAsync",
                ApplicationsWrite,
                (w, c) => w.Installation.Directory.CreateApplicationAsync(c, New(w), Ct),
                Refusal.OfAll
            ),
            new(
                "Notifications.SetSmtpAsync",
                InstallationWrite,
                (w, c) => w.Installation.Notifications.SetSmtpAsync(c, Smtp, Ct)
            ),
            new(
                "Administrators.SetRolesAsync",
                AdministratorsWrite,
                (w, c) => w.Installation.Administrators.SetRolesAsync(c, w.Ada, [DirectoryRole.ReportsReader], Ct)
            ),
            new(
                "Authority.SetPasswordHashAsync",
                AdministratorsWrite,
                (w, c) => w.Installation.Authority.SetPasswordHashAsync(c, "ada@contoso.example", "x", true, false, Ct)
            ),
        ];

    private static IEnumerable<Door> Applications() =>
        [
            Door.Of(
                "Applications.AddAsync",
                ApplicationsWrite,
                (w, c) => w.Installation.Applications.AddAsync(c, null, New(w), Ct),
                Refusal.OfAll
            ),
            new(
                "Applications.AddClientAsync",
                ApplicationsWrite,
                (w, c) => w.Installation.Applications.AddClientAsync(c, Client(w), Ct),
                Refusal.OfAll
            ),
            Door.Of(
                "Applications.UpdateAsync",
                ApplicationsWrite,
                (w, c) =>
                    w.Installation.Applications.UpdateAsync(
                        c,
                        w.Registration.Id,
                        (Registration r) => r with { DisplayName = "Other" },
                        Ct
                    )
            ),
            Door.Of(
                "Applications.UpdateAsync",
                ApplicationsWrite,
                (w, c) =>
                    w.Installation.Applications.UpdateAsync(
                        c,
                        w.Bare.Id,
                        (Application a) => a with { DisplayName = "Other" },
                        Ct
                    )
            ),
            Door.Of(
                "Applications.SetOwnerAsync",
                ApplicationsWrite,
                (w, c) => w.Installation.Applications.SetOwnerAsync(c, w.Bare.Id, w.Ada, true, Ct)
            ),
            Door.Of(
                "Applications.AddCredentialAsync",
                ApplicationsWrite,
                (w, c) => w.Installation.Applications.AddCredentialAsync(c, w.Registration.Id, Credential, Ct)
            ),
            Door.Of(
                "Applications.RemoveCredentialAsync",
                ApplicationsWrite,
                (w, c) => w.Installation.Applications.RemoveCredentialAsync(c, w.Registration.Id, Credential.KeyId, Ct)
            ),
            Door.Of(
                "Applications.AssignAsync",
                AssignmentsCreate,
                (w, c) => w.Installation.Applications.AssignAsync(c, w.Application, w.Sales, AppRole.DefaultAccess, Ct)
            ),
            Door.Of(
                "Applications.UnassignAsync",
                AssignmentsDelete,
                (w, c) => w.Installation.Applications.UnassignAsync(c, w.Ada, Ct)
            ),
        ];

    private static IEnumerable<Door> Jobs() =>
        [
            new(
                "JobStore.RecordTestAsync",
                SynchronizationWrite,
                (w, c) => w.Installation.Jobs.RecordTestAsync(c, w.Application.Number, w.Connection, Ct)
            ),
            Door.Of(
                "Provisioning.TestAsync",
                SynchronizationWrite,
                (w, c) => Provisioning.TestAsync(w.Installation, c, w.Job, w.Connection, Ct)
            ),
            Door.Of(
                "JobStore.CreateAsync",
                SynchronizationWrite,
                (w, c) => w.Installation.Jobs.CreateAsync(c, NewJob(w), Ct)
            ),
            Door.Of(
                "JobStore.SetSettingsAsync",
                SynchronizationWrite,
                (w, c) =>
                    w.Installation.Jobs.SetSettingsAsync(
                        c,
                        w.Job.Number,
                        s => s with { Interval = s.Interval + TimeSpan.FromMinutes(1) },
                        Ct
                    )
            ),
            Door.Of(
                "JobStore.SetSchemaAsync",
                SynchronizationWrite,
                (w, c) => w.Installation.Jobs.SetSchemaAsync(c, w.Job.Number, WithoutGroups(w), Ct)
            ),
            Door.Of(
                "JobStore.SetDiscoveredAsync",
                DirectoriesDiscover,
                (w, c) => w.Installation.Jobs.SetDiscoveredAsync(c, w.Job.Number, w.Job.Schema, Ct)
            ),
            new(
                "JobStore.SetConnectionAsync",
                SynchronizationWrite,
                (w, c) => w.Installation.Jobs.SetConnectionAsync(c, w.Job.Number, w.Connection, Ct)
            ),
            new(
                "JobStore.SetSecretsAsync",
                SynchronizationWrite,
                (w, c) => w.Installation.Jobs.SetSecretsAsync(c, w.Application, s => s, Ct)
            ),
            Door.Of(
                "JobStore.DecideStagedAsync",
                SynchronizationWrite,
                (w, c) => w.Installation.Jobs.DecideStagedAsync(c, w.Job.Number, null, true, Ct)
            ),
            Door.Of(
                "JobStore.UnlinkAsync",
                SynchronizationWrite,
                (w, c) => w.Installation.Jobs.UnlinkAsync(c, w.Job.Number, 1, Ct)
            ),
            new(
                "JobStore.DecideMatchAsync",
                SynchronizationWrite,
                (w, c) => w.Installation.Jobs.DecideMatchAsync(c, w.Job.Number, 1, new MatchDecision(null), Ct)
            ),
            Door.Of(
                "JobStore.RetryAsync",
                SynchronizationWrite,
                (w, c) => w.Installation.Jobs.RetryAsync(c, w.Job.Number, null, Ct)
            ),
            Door.Of(
                "JobStore.ForgetAsync",
                SynchronizationWrite,
                (w, c) => w.Installation.Jobs.ForgetAsync(c, w.Job.Number, null, Ct)
            ),
            new(
                "JobStore.StartAsync",
                SynchronizationWrite,
                (w, c) => w.Installation.Jobs.StartAsync(c, w.Job.Number, Ct)
            ),
            new(
                "JobStore.RestartAsync",
                SynchronizationWrite,
                (w, c) => w.Installation.Jobs.RestartAsync(c, w.Job.Number, ResetScope.Escrows, Ct)
            ),
            new(
                "JobStore.PauseAsync",
                SynchronizationWrite,
                (w, c) => w.Installation.Jobs.PauseAsync(c, w.Job.Number, Ct)
            ),
            Door.Of(
                "Provisioning.CreateJobAsync",
                SynchronizationWrite,
                (w, c) => Provisioning.CreateJobAsync(w.Installation, c, w.Bare, Gallery.Scim, new JobSettings(), Ct)
            ),
            new(
                "Provisioning.StartAsync",
                SynchronizationWrite,
                (w, c) => Provisioning.StartAsync(w.Installation, c, w.Application, w.Job, Ct)
            ),
            new(
                "Provisioning.RestartAsync",
                SynchronizationWrite,
                (w, c) => Provisioning.RestartAsync(w.Installation, c, w.Application, w.Job, null, Ct)
            ),
            new(
                "Provisioning.PauseAsync",
                SynchronizationWrite,
                (w, c) => Provisioning.PauseAsync(w.Installation, c, w.Job, Ct)
            ),
            new(
                "Provisioning.ConnectAsync",
                SynchronizationWrite,
                (w, c) => Provisioning.ConnectAsync(w.Installation, c, w.Job, w.Connection, Ct)
            ),
            new(
                "Provisioning.SetSecretsAsync",
                SynchronizationWrite,
                (w, c) => Provisioning.SetSecretsAsync(w.Installation, c, w.Application, w.Job, s => s, Ct)
            ),
        ];

    private static IEnumerable<Door> Portal() =>
        [
            Door.Of(
                "Workplace.NewPasswordAsync",
                AdministratorsWrite,
                async (w, c) => await w.Portal.NewPasswordAsync(c, await FirstAsync(w), Ct)
            ),
            Door.Of(
                "Workplace.AddAsync",
                ApplicationsWrite,
                (w, c) => w.Portal.AddAsync(c, Gallery.Scim, $"{Guid.CreateVersion7()}", Ct),
                Refusal.OfAll
            ),
            Door.Of("Workplace.JobAsync", SynchronizationWrite, (w, c) => w.Portal.JobAsync(c, w.Bare, Ct)),
            Door.Of(
                "Workplace.TestAsync",
                SynchronizationWrite,
                (w, c) => w.Portal.TestAsync(c, w.Job, w.Connection, Ct)
            ),
            Door.Of(
                "Workplace.CandidatesAsync",
                SynchronizationWrite,
                async (w, c) => await w.Portal.CandidatesAsync(c, w.Job, await w.FindAdaAsync(), Ct)
            ),
            Door.Of("Workplace.DiscoverAsync", DirectoriesDiscover, (w, c) => w.Portal.DiscoverAsync(c, w.Job, Ct)),
            Door.Of(
                "Workplace.ProvisionAsync",
                SynchronizationWrite,
                async (w, c) => await w.Portal.ProvisionAsync(c, w.Job, await w.FindAdaAsync(), Ct)
            ),
            new(
                "Workplace.StartAsync",
                SynchronizationWrite,
                (w, c) => w.Portal.StartAsync(c, w.Application, w.Job, Ct)
            ),
            new(
                "Workplace.RestartAsync",
                SynchronizationWrite,
                (w, c) => w.Portal.RestartAsync(c, w.Application, w.Job, Ct)
            ),
            new("Workplace.PauseAsync", SynchronizationWrite, (w, c) => w.Portal.PauseAsync(c, w.Job, Ct)),
        ];

    /// <summary>Last, because the others need what these take away.</summary>
    private static IEnumerable<Door> Removing() =>
        [
            new(
                "JobStore.DeleteAsync",
                SynchronizationWrite,
                (w, c) => w.Installation.Jobs.DeleteAsync(c, w.Job.Number, Ct)
            ),
            new("Workplace.DeleteAsync", ApplicationsWrite, (w, c) => w.Portal.DeleteAsync(c, w.Application, Ct)),
            new(
                "Provisioning.DeleteApplicationAsync",
                ApplicationsWrite,
                (w, c) =>
                    Provisioning.DeleteApplicationAsync(w.Installation, c, w.Application.Id, w.Application.AppId, Ct)
            ),
            Door.Of(
                "Applications.DeleteAsync",
                ApplicationsWrite,
                (w, c) => w.Installation.Applications.DeleteAsync(c, w.Application.Id, Ct)
            ),
            Door.Of(
                "Applications.RestoreAsync",
                ApplicationsWrite,
                (w, c) => w.Installation.Applications.RestoreAsync(c, w.Gone.Id, Ct)
            ),
            Door.Of(
                "Applications.PurgeAsync",
                ApplicationsWrite,
                (w, c) => w.Installation.Applications.PurgeAsync(c, w.Gone.Id, Ct)
            ),
            Apply(GroupsWrite, w => new DirectoryChange.Delete(w.Sales)),
            Apply(UsersDelete, w => new DirectoryChange.Delete(w.Ada)),
            Apply(UsersDelete, w => new DirectoryChange.Restore(w.Ada)),
            Apply(UsersDelete, w => new DirectoryChange.Purge(w.Ada)),
        ];

    private static Door Apply(Operation operation, Func<World, DirectoryChange> change) =>
        Door.Of(
            "DirectoryStore.ApplyAsync",
            operation,
            (w, c) => w.Installation.Directory.ApplyAsync(c, [change(w)], Ct)
        );

    private static ObjectQuery Users { get; } = new() { Kind = ObjectKind.User };

    private static Dictionary<string, Value> Title { get; } =
        new(StringComparer.OrdinalIgnoreCase) { ["description"] = Value.Text("Changed") };

    private static ImportBatch File { get; } =
        new([new ImportedObject(2, ObjectKind.User, "eve", World.Named("eve"), true, null, [])], []);

    private static SmtpSettings Smtp { get; } =
        new("mail.contoso.example", 587, SmtpSecurity.StartTls, "provost@contoso.example", null, null);

    private static ApplicationCredential Credential =>
        new(Guid.CreateVersion7(), "secret", "hash", null, null, null, null);

    private static DeltaQuery Delta(ObjectKind kind) => new(kind, true, [], 9);

    private static Application New(World world) =>
        new(0, Guid.CreateVersion7(), world.Tenant, $"{Guid.CreateVersion7()}", "", [])
        {
            AppId = Guid.CreateVersion7(),
        };

    private static RegisteredClient Client(World world) =>
        new(
            new Registration(Guid.CreateVersion7(), world.Tenant, Guid.CreateVersion7(), "Client", "", []),
            Guid.CreateVersion7(),
            []
        );

    private static SynchronizationJob NewJob(World world) =>
        world.Job with
        {
            Id = $"scim.{Guid.CreateVersion7():N}",
            ApplicationId = world.Bare.Id,
            ApplicationNumber = world.Bare.Number,
        };

    private static SynchronizationSchema WithoutGroups(World world) =>
        world.Job.Schema with
        {
            ObjectMappings = [.. world.Job.Schema.ObjectMappings.Where(m => m.Kind == ObjectKind.User)],
        };

    private static async Task<Administrator> FirstAsync(World world) =>
        (await world.Installation.Administrators.ListAsync(world.Installation.Caller, Ct))[0];
}
