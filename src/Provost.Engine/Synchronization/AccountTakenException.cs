namespace Provost.Engine.Synchronization;

/// <summary>An account was to be linked that is linked to another object of the same job.</summary>
public sealed class AccountTakenException(string targetId)
    : Exception($"Account {targetId} belongs to another object of the directory already.");
