namespace Provost.Engine.Access;

/// <summary>The caller may not do this; the sentence names the permissions of which one would do.</summary>
public sealed class AccessRefusedException(Operation operation)
    : EngineException(
        $"This caller may not {operation.Name}. "
            + (
                operation.Permissions.Length > 0
                    ? $"Permissions that allow it: {operation.Permissions}."
                    : "No permission allows it: use the provost command on the machine itself."
            )
    )
{
    public Operation Operation => operation;
}
