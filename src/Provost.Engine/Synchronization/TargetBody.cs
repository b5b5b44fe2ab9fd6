using System.Buffers;
using System.Globalization;
using System.Text;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Targets;

namespace Provost.Engine.Synchronization;

/// <summary>
/// Writes the body of the request that creates an account (scim-wire A.5, A.9): what has no value is left out, defaults
/// count, references come later.
/// </summary>
public sealed class TargetBody
{
    private const int UsualSize = 2048;
    private const string CoreUser = "urn:ietf:params:scim:schemas:core:2.0:User";
    private const string CoreGroup = "urn:ietf:params:scim:schemas:core:2.0:Group";
    private const string LegacyGroup = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group";

    private readonly IReadOnlyList<BodyNode> _nodes;
    private readonly byte[] _head;
    private readonly byte[] _legacyHead;

    internal TargetBody(ObjectKind kind, IEnumerable<AttributeRule> rules)
    {
        _nodes = BodyNode.Arrange(rules);
        // Custom extensions carry data but are not listed (scim-wire A.5).
        var user = kind == ObjectKind.User;
        _head = user ? Head(kind, CoreUser, TargetSlots.EnterpriseUser) : Head(kind, CoreGroup);
        _legacyHead = user ? _head : Head(kind, CoreGroup, LegacyGroup);
    }

    /// <summary>Writes the body for one object.</summary>
    public void Write(IBufferWriter<byte> output, MappedObject mapped, PatchDialect dialect = PatchDialect.Compliant)
    {
        var json = new JsonOutput(UsualSize);
        try
        {
            json.Raw(dialect == PatchDialect.EntraLegacy ? _legacyHead : _head);
            foreach (var node in _nodes)
                Write(ref json, node, mapped);
            json.Raw("}"u8);
            output.Write(json.Written);
        }
        finally
        {
            json.Dispose();
        }
    }

    /// <summary>
    /// As <see cref="Write(IBufferWriter{byte}, MappedObject, PatchDialect)"/>, into an array of its own.
    /// </summary>
    public byte[] ToArray(MappedObject mapped, PatchDialect dialect = PatchDialect.Compliant)
    {
        var output = new ArrayBufferWriter<byte>(UsualSize);
        Write(output, mapped, dialect);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Head(ObjectKind kind, params string[] schemas)
    {
        var list = string.Join(',', schemas.Select(s => $"\"{s}\""));
        return Encoding.UTF8.GetBytes($$"""{"schemas":[{{list}}],"meta":{"resourceType":"{{kind}}"}""");
    }

    /// <summary>Whether anything was written.</summary>
    private static bool Write(ref JsonOutput json, BodyNode node, MappedObject mapped) =>
        node switch
        {
            BodyNode.Leaf leaf => Leaf(ref json, leaf, mapped),
            BodyNode.Whole whole => Whole(ref json, whole, mapped),
            BodyNode.Several several => Several(ref json, several, mapped),
            _ => false,
        };

    private static bool Leaf(ref JsonOutput json, BodyNode.Leaf leaf, MappedObject mapped)
    {
        var value = mapped.ValueOnCreation(leaf.Rule);
        if (value.IsNull || (value.Kind == ValueKind.Many && value.IsNullOrEmpty))
            return false;

        json.Raw(leaf.Name);
        if (leaf.IsList || value.Kind == ValueKind.Many)
            List(ref json, value, leaf);
        else if (value.Kind == ValueKind.Boolean)
            json.Raw(value.AsBoolean ? "true"u8 : "false"u8);
        else if (value.Kind == ValueKind.Number)
            json.Raw(Encoding.UTF8.GetBytes(Number(value.AsNumber)));
        else
            json.Text(value.ToString());
        return true;
    }

    /// <summary>Whole numbers without an exponent, which not every reader of JSON takes for an integer.</summary>
    private static string Number(double number) =>
        double.IsInteger(number) && Math.Abs(number) < long.MaxValue
            ? ((long)number).ToString(CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture);

    private static void List(ref JsonOutput json, Value value, BodyNode.Leaf leaf)
    {
        var givesObjects = leaf.Rule.Expression is { GivesObjects: true };
        var separator = "["u8;
        foreach (var element in value.Elements)
        {
            json.Raw(separator);
            separator = ","u8;
            if (givesObjects)
            {
                json.Raw(Encoding.UTF8.GetBytes(element));
                continue;
            }
            json.Raw(leaf.IsList ? "{\"value\":"u8 : ""u8);
            json.Text(element);
            json.Raw(leaf.IsList ? "}"u8 : ""u8);
        }
        json.Raw("]"u8);
    }

    private static bool Whole(ref JsonOutput json, BodyNode.Whole whole, MappedObject mapped)
    {
        var start = json.Length;
        json.Raw(whole.Name);
        var open = json.Length;
        foreach (var part in whole.Parts)
            Write(ref json, part, mapped);

        if (json.Length == open)
        {
            json.Length = start;
            return false;
        }
        // The comma in front of the first part becomes the brace.
        json.Written[open] = (byte)'{';
        json.Raw("}"u8);
        return true;
    }

    private static bool Several(ref JsonOutput json, BodyNode.Several several, MappedObject mapped)
    {
        var start = json.Length;
        json.Raw(several.Name);
        json.Raw("["u8);
        var open = json.Length;
        foreach (var element in several.Elements)
            Element(ref json, element, mapped, isFirst: json.Length == open);

        if (json.Length == open)
        {
            json.Length = start;
            return false;
        }
        json.Raw("]"u8);
        return true;
    }

    private static void Element(ref JsonOutput json, BodyNode.Element element, MappedObject mapped, bool isFirst)
    {
        var start = json.Length;
        json.Raw(isFirst ? ""u8 : ","u8);
        json.Raw(element.Head);
        var any = false;
        foreach (var part in element.Parts)
            any |= Write(ref json, part, mapped);

        if (any)
            json.Raw("}"u8);
        else
            json.Length = start;
    }
}
