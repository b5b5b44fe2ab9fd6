using Microsoft.AspNetCore.Identity;
using Provost.Storage;
using Provost.Storage.Sqlite;

namespace Provost.Server.Authority.SignIn;

/// <summary>What came of a name and a password.</summary>
internal abstract record PasswordAnswer
{
    private PasswordAnswer() { }

    public sealed record Right(Account Account) : PasswordAnswer;

    /// <param name="Sentence">For the person; says nothing about whether the name exists.</param>
    public sealed record Wrong(string Sentence) : PasswordAnswer;
}

/// <summary>
/// Passwords of people. After ten wrong ones an account is closed for a minute, and for twice as long after every
/// further one, up to a quarter of an hour.
/// </summary>
internal sealed class Passwords(SqliteAuthority store, TimeProvider time)
{
    /// <summary>Characters.</summary>
    public const int Shortest = 8;

    /// <summary>Characters; hashing a longer one would only cost time.</summary>
    public const int Longest = 256;

    private const int FailuresBeforeLock = 10;

    private const string NotRight =
        "The user name or the password is wrong. An administrator can reset the password: "
        + "provost users password, or for the first administrator provost admin reset-password.";

    private static readonly TimeSpan FirstLock = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestLock = TimeSpan.FromMinutes(15);
    private static readonly PasswordHasher<string> Hasher = new();

    /// <summary>Nobody's: a name that does not exist takes as long as one that does.</summary>
    private static readonly string Nobody = Hasher.HashPassword("", SecretHash.Generate());

    public static string Hash(string userPrincipalName, string password) =>
        Hasher.HashPassword(userPrincipalName, password);

    /// <summary>Why a password cannot be taken; null where it can.</summary>
    public static string? Unfit(string password, string? before) =>
        password.Length < Shortest ? $"Choose at least {Shortest} characters."
        : password.Length > Longest ? $"Choose at most {Longest} characters."
        : password.Distinct().Count() < 4 ? "Choose a password with more different characters."
        : password.Equals(before, StringComparison.Ordinal) ? "Choose another password than the one before."
        : null;

    /// <summary>How long nothing is tried after so many wrong passwords in a row; null for none.</summary>
    public static TimeSpan? LockAfter(int failures)
    {
        if (failures < FailuresBeforeLock)
            return null;
        var doublings = Math.Min(failures - FailuresBeforeLock, 10);
        var length = FirstLock * Math.Pow(2, doublings);
        return length < LongestLock ? length : LongestLock;
    }

    /// <param name="tenantId">Null where every tenant's people may sign in.</param>
    public async Task<PasswordAnswer> CheckAsync(Guid? tenantId, string name, string password, CancellationToken ct)
    {
        var accounts = await store.AccountsAsync(tenantId, name.Trim(), ct);
        if (accounts.Count == 0 || password.Length is 0 or > Longest)
        {
            Hasher.VerifyHashedPassword(name, Nobody, password.Length > Longest ? "" : password);
            return new PasswordAnswer.Wrong(NotRight);
        }

        PasswordAnswer answer = new PasswordAnswer.Wrong(NotRight);
        foreach (var account in accounts)
        {
            answer = await CheckAsync(account, password, ct);
            if (answer is PasswordAnswer.Right)
                return answer;
        }

        return answer;
    }

    private async Task<PasswordAnswer> CheckAsync(Account account, string password, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (account.LockedUntil > now)
            return new PasswordAnswer.Wrong(
                "Too many wrong passwords were tried. "
                    + $"Try again after {account.LockedUntil:HH:mm} UTC, or ask an administrator to reset the password."
            );
        if (
            Hasher.VerifyHashedPassword(account.UserPrincipalName, account.PasswordHash, password)
            == PasswordVerificationResult.Failed
        )
        {
            await store.FailedAsync(account, now + LockAfter(account.Failures + 1), ct);
            return new PasswordAnswer.Wrong(NotRight);
        }

        await store.SucceededAsync(account, ct);
        return account.IsEnabled
            ? new PasswordAnswer.Right(account)
            : new PasswordAnswer.Wrong("This account is disabled in the directory. An administrator can enable it.");
    }
}
