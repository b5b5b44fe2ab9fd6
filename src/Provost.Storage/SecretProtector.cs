namespace Provost.Storage;

/// <summary>Encrypts what must not lie readable on the disk. The host makes it from its data-protection keys.</summary>
public sealed record SecretProtector(Func<string, string> Protect, Func<string, string> Unprotect);
