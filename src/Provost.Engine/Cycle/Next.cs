namespace Provost.Engine.Cycle;

/// <summary>What an object needs next on its way through the cycle.</summary>
internal abstract record Next
{
    private Next() { }

    /// <summary>A question to the target first; its answer decides how it goes on.</summary>
    /// <param name="Broken">What is stored of the object when the step itself fails.</param>
    public sealed record Look(Func<CancellationToken, Task<Next>> Ask, Func<Exception, Outcome> Broken) : Next;

    /// <summary>A request that writes: the intent is on disk before it is sent.</summary>
    /// <param name="Request">Its outcome says what becomes of the intent, and so does that of a broken step.</param>
    public sealed record Send(
        Intent Intent,
        Func<CancellationToken, Task<Outcome>> Request,
        Func<Exception, Outcome> Broken
    ) : Next;

    /// <summary>Nothing to send any more, only to be stored.</summary>
    public sealed record Done(Outcome Outcome) : Next;
}
