using Provost.Engine.Directory;

namespace Provost.Engine.Expressions;

/// <summary>A source attribute by the name that an expression uses, resolved once.</summary>
internal sealed class SourceAttribute
{
    private const string GuestMark = "#EXT#@";
    private readonly bool _takesFirst;
    private readonly bool _isPrincipalName;

    public SourceAttribute(string name)
    {
        Name = name;
        IsSoftDeleted = name.Equals("IsSoftDeleted", StringComparison.OrdinalIgnoreCase);
        IsAppRoleAssignments = name.Equals("appRoleAssignments", StringComparison.OrdinalIgnoreCase);
        _isPrincipalName = name.Equals("userPrincipalName", StringComparison.OrdinalIgnoreCase);
        GraphName = name.Equals("originalUserPrincipalName", StringComparison.OrdinalIgnoreCase)
            ? "userPrincipalName"
            : AttributeAliases.Resolve(name);
        IsComputed = GraphName is "id" or "accountEnabled" or "manager";
        // telephoneNumber is the first of businessPhones; asking for businessPhones itself gives them all.
        _takesFirst = name.Equals("telephoneNumber", StringComparison.OrdinalIgnoreCase);
    }

    public string Name { get; }

    public string GraphName { get; }

    public bool IsSoftDeleted { get; }

    /// <summary>Of the assignment, not of the object.</summary>
    public bool IsAppRoleAssignments { get; }

    /// <summary>Not among the object's attributes but a property of its own.</summary>
    public bool IsComputed { get; }

    /// <summary>Its value is taken as it is.</summary>
    public bool IsPlain => !_takesFirst && !_isPrincipalName;

    public Value Adjust(Value value)
    {
        if (_takesFirst && value.Kind == ValueKind.Many)
            return value.Elements is [var first, ..] ? Value.Text(first) : Value.Null;
        return _isPrincipalName ? WithoutGuestMark(value) : value;
    }

    /// <summary>
    /// A guest's <c>ada_contoso.example#EXT#@tenant</c> is matched and sent as the address it stands for (ENT-SCO-15).
    /// </summary>
    private static Value WithoutGuestMark(Value value)
    {
        var text = value.ToString();
        var mark = text.IndexOf(GuestMark, StringComparison.OrdinalIgnoreCase);
        if (mark < 0)
            return value;
        var at = text.LastIndexOf('_', mark);
        return Value.Text(at < 0 ? text[..mark] : $"{text[..at]}@{text[(at + 1)..mark]}");
    }
}
