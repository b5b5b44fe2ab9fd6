using System.CommandLine;
using System.Globalization;
using Provost.Engine;
using Provost.Engine.Notifications;
using Provost.Engine.Synchronization;

namespace Provost.Server.Cli;

/// <summary><c>provost settings notify APP</c>: who is written to about an application, and of what.</summary>
internal static class NotifySettingsCommand
{
    private const string Nothing = "none";

    private static readonly Option<string> Address = new("--address")
    {
        Description = "Where mail about this application goes; 'none' for nowhere.",
    };
    private static readonly Option<bool?> OnFailure = new("--on-failure")
    {
        Description = "Mail about quarantine, staged removals and an expiring key: true (default) or false.",
    };
    private static readonly Option<bool?> Digest = new("--digest")
    {
        Description = "A mail a day about the objects that failed: true or false (default).",
    };
    private static readonly Option<string> KeyExpires = new("--key-expires")
    {
        Description = "The day on which the application's key ends, such as 2027-01-31; 'none' where it does not.",
    };

    public static Command Create(CommandEnvironment environment)
    {
        var command = new Command("notify", "Show or set who is written to about an application, and of what.")
        {
            Address,
            OnFailure,
            Digest,
            KeyExpires,
        };
        SettingsCommands.Changes(
            command,
            environment,
            (parse, settings) => settings with { Notifications = Changed(parse, settings.Notifications) },
            settings => Shown(settings.Notifications)
        );
        return command;
    }

    private static NotificationSettings Changed(ParseResult parse, NotificationSettings before) =>
        before with
        {
            Address = parse.GetValue(Address) switch
            {
                null => before.Address,
                Nothing => null,
                var address => MailAddresses.Check("address", address),
            },
            OnFailure = parse.GetValue(OnFailure) ?? before.OnFailure,
            DailyDigest = parse.GetValue(Digest) ?? before.DailyDigest,
            KeyExpires = parse.GetValue(KeyExpires) switch
            {
                null => before.KeyExpires,
                Nothing => null,
                var day => Day(day),
            },
        };

    private static DateOnly Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new EngineException($"The day '{text}' cannot be read: write it like 2027-01-31, or 'none'.");

    private static IEnumerable<string> Shown(NotificationSettings settings) =>
        [
            $"address:     {settings.Address ?? Nothing}",
            $"on-failure:  {Said(settings.OnFailure)}",
            $"digest:      {Said(settings.DailyDigest)}",
            $"key-expires: {settings.KeyExpires?.ToString("O", CultureInfo.InvariantCulture) ?? Nothing}",
        ];

    private static string Said(bool value) => value ? "true" : "false";
}
