using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Provost.Engine.Applications;
using Provost.Server.Authority;

namespace Provost.Server.Graph;

/// <summary>
/// <c>passwordCredentials</c> and <c>keyCredentials</c>: shown without what is secret, and made from requests.
/// </summary>
internal static class Credentials
{
    private static readonly TimeSpan UsualLife = TimeSpan.FromDays(730);

    public static void Write(Utf8JsonWriter json, IReadOnlyList<ApplicationCredential> credentials)
    {
        json.WriteStartArray("keyCredentials");
        foreach (var key in credentials.Where(c => c.Kind == "certificate"))
        {
            json.WriteStartObject();
            json.WriteString("customKeyIdentifier", Thumbprint(key));
            json.WriteString("displayName", key.DisplayName);
            Wire.Instant(json, "endDateTime", key.Ends);
            json.WriteNull("key");
            json.WriteString("keyId", key.KeyId);
            Wire.Instant(json, "startDateTime", key.Starts);
            json.WriteString("type", "AsymmetricX509Cert");
            json.WriteString("usage", "Verify");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("passwordCredentials");
        foreach (var secret in credentials.Where(c => c.Kind == "secret"))
        {
            json.WriteStartObject();
            WriteSecret(json, secret, null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <param name="text">The secret itself, said once: when it is made.</param>
    public static void WriteSecret(Utf8JsonWriter json, ApplicationCredential secret, string? text)
    {
        json.WriteNull("customKeyIdentifier");
        json.WriteString("displayName", secret.DisplayName);
        Wire.Instant(json, "endDateTime", secret.Ends);
        json.WriteString("hint", secret.Hint);
        json.WriteString("keyId", secret.KeyId);
        json.WriteString("secretText", text);
        Wire.Instant(json, "startDateTime", secret.Starts);
    }

    /// <summary>Makes a secret: its text is in no store, only its hash.</summary>
    public static (ApplicationCredential Credential, string Text) NewSecret(GraphBody? wanted, DateTimeOffset now)
    {
        var text = SecretHash.Generate();
        var starts = wanted?.Instant("startDateTime") ?? now;
        var ends = wanted?.Instant("endDateTime") ?? starts + UsualLife;
        if (ends <= starts)
            throw GraphException.BadRequest("endDateTime has to be later than startDateTime.", "endDateTime");
        var credential = new ApplicationCredential(
            Guid.CreateVersion7(now),
            "secret",
            SecretHash.OfGenerated(text),
            wanted?.Text("displayName"),
            text[..3],
            starts,
            ends
        );
        wanted?.Done("microsoft.graph.passwordCredential");
        return (credential, text);
    }

    /// <summary>A certificate whose private key the application has: base64 of its DER.</summary>
    public static ApplicationCredential Certificate(GraphBody wanted, DateTimeOffset now)
    {
        if (wanted.RequiredText("type") != "AsymmetricX509Cert")
            throw GraphException.BadRequest("type of a key has to be AsymmetricX509Cert.", "type");
        if (wanted.RequiredText("usage") != "Verify")
            throw GraphException.BadRequest("usage of a key has to be Verify.", "usage");
        var key = wanted.RequiredText("key");
        using var certificate = Read(key);
        var credential = new ApplicationCredential(
            wanted.Id("keyId") ?? Guid.CreateVersion7(now),
            "certificate",
            Convert.ToBase64String(certificate.RawData),
            wanted.Text("displayName") ?? certificate.Subject,
            null,
            wanted.Instant("startDateTime") ?? new DateTimeOffset(certificate.NotBefore.ToUniversalTime()),
            wanted.Instant("endDateTime") ?? new DateTimeOffset(certificate.NotAfter.ToUniversalTime())
        );
        wanted.Text("customKeyIdentifier");
        wanted.Done("microsoft.graph.keyCredential");
        return credential;
    }

    private static X509Certificate2 Read(string base64)
    {
        try
        {
            var bytes = Convert.FromBase64String(base64);
            // Clients send the DER, or the text of a PEM file, both in base64.
            return bytes.AsSpan().StartsWith("-----"u8)
                ? X509Certificate2.CreateFromPem(System.Text.Encoding.ASCII.GetString(bytes))
                : X509CertificateLoader.LoadCertificate(bytes);
        }
        catch (Exception refused) when (refused is FormatException or CryptographicException)
        {
            throw GraphException.BadRequest("key has to be a certificate in base64 (DER or PEM).", "key");
        }
    }

    private static string Thumbprint(ApplicationCredential key)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(key.Value));
        return Convert.ToHexString(certificate.GetCertHash(HashAlgorithmName.SHA1));
    }
}
