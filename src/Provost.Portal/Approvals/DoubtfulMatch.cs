using Provost.Engine.Applications;
using Provost.Engine.Synchronization;

namespace Provost.Portal.Approvals;

/// <summary>Somebody about whose account in an application a person has to decide (ENT-TRM-8).</summary>
public sealed record DoubtfulMatch(Application Application, SynchronizationJob Job, EscrowedObject Who);
