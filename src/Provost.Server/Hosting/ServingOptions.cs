namespace Provost.Server.Hosting;

/// <summary>Where the server listens, with which certificate, and what it is called from outside.</summary>
internal sealed record ServingOptions
{
    public const string DefaultHttp = "http://127.0.0.1:5080";
    public const string DefaultHttps = "https://localhost:5443";

    /// <summary>Addresses to listen on: scheme, host and port. Port 0 takes a free one.</summary>
    public IReadOnlyList<ListenAddress> Urls { get; init; } =
    [ListenAddress.Parse(DefaultHttp), ListenAddress.Parse(DefaultHttps)];

    /// <summary>A certificate with its private key, PEM or PKCS #12; null for one of the development CA.</summary>
    public string? CertificateFile { get; init; }

    public string? CertificatePassword { get; init; }

    /// <summary>What clients call this server, <c>https://provost.contoso.example</c>; null: its own address.</summary>
    public Uri? PublicUrl { get; init; }
}
