using System.Text.Json;
using System.Text.Json.Serialization;
using Provost.Engine.Notifications;

namespace Provost.Engine.Synchronization;

/// <summary>
/// Keys of the secrets that are settings of the job, as Entra has it (graph-api 6.5): each acts on the job when the
/// secrets are stored and when a job is made; a key that is not there changes nothing. Pure.
/// </summary>
public static class SecretSettings
{
    /// <exception cref="EngineException">A value cannot be read.</exception>
    public static JobSettings With(this JobSettings settings, SecretSet secrets)
    {
        if (Flag(secrets, SynchronizationSecret.SyncAll) is { } all)
            settings = settings with { Scope = all ? ScopeSetting.All : ScopeSetting.Assigned };
        if (Flag(secrets, SynchronizationSecret.SkipOutOfScopeDeletions) is { } skip)
            settings = settings with { Leavers = Leavers(settings.Leavers, skip) };
        if (secrets[SynchronizationSecret.SyncNotificationSettings] is { } text)
            settings = Notified(settings, text);
        return settings;
    }

    /// <summary>
    /// Whoever is disabled or deleted in the directory did not leave the scope (ENT-DEP-9). Switched off, what was
    /// left alone is disabled, and what is stricter than that stays.
    /// </summary>
    private static LeaverPolicy Leavers(LeaverPolicy policy, bool skip) =>
        policy with
        {
            Unassigned = Leaver(policy.Unassigned, skip, LeaverAction.Disable),
            OutOfScope = Leaver(policy.OutOfScope, skip, LeaverAction.Disable),
            Groups = Leaver(policy.Groups, skip, LeaverAction.Delete),
        };

    private static LeaverAction Leaver(LeaverAction action, bool skip, LeaverAction usual) =>
        skip ? LeaverAction.Nothing
        : action == LeaverAction.Nothing ? usual
        : action;

    private static bool? Flag(SecretSet secrets, SynchronizationSecret key) =>
        secrets[key]?.Trim().ToUpperInvariant() switch
        {
            null => null,
            "TRUE" or "1" => true,
            "FALSE" or "0" => false,
            _ => throw new EngineException($"{key}: a value that is neither True nor False. Give one of them."),
        };

    private static JobSettings Notified(JobSettings settings, string text)
    {
        var said = Read(text);
        var notifications = settings.Notifications with
        {
            OnFailure = said.Enabled ?? settings.Notifications.OnFailure,
            Address = said.Recipients is { } address ? Address(address) : settings.Notifications.Address,
        };

        // The guard is ours and on by itself: a form that leaves Entra's threshold off does not ask to remove it.
        var guard = said is { DeleteThresholdEnabled: true, DeleteThresholdValue: { } count }
            ? settings.Guard with
            {
                Enabled = true,
                Count = count,
                Percent = 0,
            }
            : settings.Guard;
        return settings with { Notifications = notifications, Guard = guard };
    }

    private static string? Address(string recipients) =>
        string.IsNullOrWhiteSpace(recipients)
            ? null
            : MailAddresses.Check("SyncNotificationSettings' Recipients", recipients.Trim());

    private static Notification Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Notification>(text, Lenient) ?? new Notification();
        }
        catch (JsonException)
        {
            throw new EngineException(
                "SyncNotificationSettings: a value that is not the JSON it has to be. Give text such as "
                    + "{\"Enabled\":true,\"Recipients\":\"it@contoso.example\",\"DeleteThresholdEnabled\":true,"
                    + "\"DeleteThresholdValue\":500}."
            );
        }
    }

    /// <summary>Entra's own clients write the threshold as a text.</summary>
    private static readonly JsonSerializerOptions Lenient = new()
    {
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        PropertyNameCaseInsensitive = true,
    };

    private sealed record Notification
    {
        public bool? Enabled { get; init; }

        public string? Recipients { get; init; }

        public bool? DeleteThresholdEnabled { get; init; }

        public int? DeleteThresholdValue { get; init; }
    }
}
