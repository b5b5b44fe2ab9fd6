using Microsoft.IdentityModel.JsonWebTokens;

namespace Provost.Server.Authority;

/// <summary>What an access token says, or why it was not taken.</summary>
internal abstract record TokenReading
{
    private TokenReading() { }

    /// <param name="ObjectId">The service principal or user that acts.</param>
    /// <param name="AppDisplayName">The client's name, for audit.</param>
    /// <param name="Roles">Application permissions.</param>
    /// <param name="Scopes">Delegated permissions; empty where an application acts by itself.</param>
    /// <param name="Wids">Template ids of the user's directory roles.</param>
    public sealed record Valid(
        Guid TenantId,
        Guid ObjectId,
        Guid AppId,
        string AppDisplayName,
        IReadOnlySet<string> Roles,
        IReadOnlySet<string> Scopes,
        IReadOnlySet<string> Wids,
        DateTimeOffset Ends
    ) : TokenReading
    {
        /// <summary>True where an application acts by itself, false where it acts for a user.</summary>
        public bool IsApplication => Scopes.Count == 0;

        /// <summary>Null where a claim is missing or wrong that every token of ours has.</summary>
        public static Valid? From(JsonWebToken token) =>
            Id(token, "tid") is { } tenant
            && token.Issuer.EndsWith($"/{tenant}/v2.0", StringComparison.Ordinal)
            && Id(token, "oid") is { } oid
            && Id(token, "appid") is { } app
                ? new Valid(
                    tenant,
                    oid,
                    app,
                    Text(token, "app_displayname"),
                    Texts(token, "roles"),
                    Text(token, "scp")
                        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                        .ToHashSet(StringComparer.Ordinal),
                    Texts(token, "wids"),
                    new DateTimeOffset(token.ValidTo, TimeSpan.Zero)
                )
                : null;

        private static Guid? Id(JsonWebToken token, string claim) =>
            Guid.TryParse(Text(token, claim), out var id) ? id : null;

        private static string Text(JsonWebToken token, string claim) =>
            token.TryGetPayloadValue<string>(claim, out var text) ? text : "";

        private static HashSet<string> Texts(JsonWebToken token, string claim) =>
            token.TryGetPayloadValue<string[]>(claim, out var texts) ? [.. texts] : [];
    }

    /// <param name="Reason">A sentence for the caller, without anything of the token in it.</param>
    public sealed record Refused(string Reason) : TokenReading;
}
