using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;

namespace Provost.Server.Graph;

/// <summary>Users and groups as Graph writes them (graph-api 1 "JSON" and 3.3).</summary>
internal static class DirectoryObjectJson
{
    public static string TypeOf(ObjectKind kind) =>
        kind == ObjectKind.User ? "#microsoft.graph.user" : "#microsoft.graph.group";

    /// <param name="sparse">Leaves out what was never set, as the first pages of delta do.</param>
    public static void Write(
        Utf8JsonWriter json,
        DirectoryObject one,
        IReadOnlyList<DirectoryProperty> shown,
        bool sparse = false
    )
    {
        foreach (var property in shown)
            Write(json, one, property, sparse);
    }

    private static void Write(Utf8JsonWriter json, DirectoryObject one, DirectoryProperty property, bool sparse)
    {
        var name = property.Name;
        switch (name)
        {
            case "id":
                json.WriteString(name, one.Id);
                return;
            case "accountEnabled":
                json.WriteBoolean(name, one.AccountEnabled);
                return;
            case "createdDateTime" or "renewedDateTime":
                WriteInstant(json, name, one.CreatedAt, sparse);
                return;
            case "deletedDateTime":
                WriteInstant(json, name, one.DeletedAt, sparse);
                return;
            case "securityIdentifier":
                json.WriteString(name, SecurityIdentifier(one.Id));
                return;
        }

        if (property.Type == PropertyType.Complex)
        {
            WriteParts(json, one, property, sparse);
            return;
        }

        var value = one.Attributes.GetValueOrDefault(name);
        switch (property.Type)
        {
            case PropertyType.Texts or PropertyType.Objects when !sparse || !value.IsNullOrEmpty:
                WriteSeveral(json, property, value);
                break;
            case PropertyType.Boolean when (Boolean(value) ?? property.Otherwise) is { } truth:
                json.WriteBoolean(name, truth);
                break;
            case PropertyType.Instant:
                WriteInstant(json, name, Instant(value), sparse);
                break;
            case PropertyType.Text when !value.IsNull:
                json.WriteString(name, value.ToString());
                break;
            default:
                WriteNull(json, name, sparse);
                break;
        }
    }

    private static void WriteSeveral(Utf8JsonWriter json, DirectoryProperty property, Value value)
    {
        json.WriteStartArray(property.Name);
        foreach (var element in value.Elements)
        {
            if (property.Type == PropertyType.Objects)
                json.WriteRawValue(element);
            else
                json.WriteStringValue(element);
        }

        json.WriteEndArray();
    }

    /// <summary>
    /// The extension attributes are always an object in Graph; everything else is null when it is empty.
    /// </summary>
    private static void WriteParts(Utf8JsonWriter json, DirectoryObject one, DirectoryProperty property, bool sparse)
    {
        var isEmpty = property.Parts.Values.All(attribute => !one.Attributes.ContainsKey(attribute));
        if (isEmpty && (sparse || property.Name != "onPremisesExtensionAttributes"))
        {
            WriteNull(json, property.Name, sparse);
            return;
        }

        json.WriteStartObject(property.Name);
        foreach (var (part, attribute) in property.Parts)
        {
            if (one.Attributes.TryGetValue(attribute, out var value))
                json.WriteString(part, value.ToString());
            else
                WriteNull(json, part, sparse);
        }

        json.WriteEndObject();
    }

    private static void WriteInstant(Utf8JsonWriter json, string name, DateTimeOffset? instant, bool sparse)
    {
        if (instant is { } known)
            json.WriteString(name, Value.Instant(known).ToString());
        else
            WriteNull(json, name, sparse);
    }

    private static void WriteNull(Utf8JsonWriter json, string name, bool sparse)
    {
        if (!sparse)
            json.WriteNull(name);
    }

    private static bool? Boolean(Value value) =>
        value.Kind == ValueKind.Boolean ? value.AsBoolean
        : bool.TryParse(value.ToString(), out var text) ? text
        : null;

    /// <summary>What an import brought as a text is shown where it is a date.</summary>
    private static DateTimeOffset? Instant(Value value) =>
        value.Kind == ValueKind.Instant ? value.AsInstant
        : DateTimeOffset.TryParse(
            value.ToString(),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var instant
        )
            ? instant
        : null;

    /// <summary>The id's four words, as Entra makes the identifiers of objects that Windows does not know.</summary>
    private static string SecurityIdentifier(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        var (a, b) = (
            BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..])
        );
        var (c, d) = (
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..])
        );
        return string.Create(CultureInfo.InvariantCulture, $"S-1-12-1-{a}-{b}-{c}-{d}");
    }
}
