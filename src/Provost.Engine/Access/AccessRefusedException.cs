namespace Provost.Engine.Access;

/// <summary>The caller may not do this; the sentence names the permissions of which one would do.</summary>
public sealed class AccessRefusedException(Operation operation)
    : EngineException($"This caller may not {operation.Name}. Permissions that allow it: {operation.Permissions}.")
{
    public Operation Operation => operation;
}
