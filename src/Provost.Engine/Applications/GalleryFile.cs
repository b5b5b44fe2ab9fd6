using System.Text.Json;
using System.Text.Json.Serialization;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Synchronization.Documents;
using Provost.Engine.Targets;
using Provost.Scim.Schemas;

namespace Provost.Engine.Applications;

/// <summary>What a file of the gallery says of an application; <c>docs/gallery.md</c> tells every field.</summary>
/// <param name="Protocol"><see cref="Scim"/>, or the name of another one in which Provost does not speak.</param>
internal sealed record GalleryFile(
    string Id,
    Guid TemplateId,
    string DisplayName,
    string Protocol,
    TenantUrlBasis TenantUrlBasis,
    IReadOnlyList<AuthenticationType> Credentials
)
{
    public const string Scim = "SCIM 2.0";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public string? Description { get; init; }

    public string? Publisher { get; init; }

    public IReadOnlyList<string> Categories { get; init; } = [];

    public Uri? HomePageUrl { get; init; }

    public Uri? SignInUrl { get; init; }

    public IReadOnlyList<string> SingleSignOnModes { get; init; } = [];

    public string? TenantUrl { get; init; }

    public TargetProfile Profile { get; init; } = new();

    /// <summary>Null where nothing is known of it.</summary>
    public GalleryObject? User { get; init; }

    /// <summary>Null where the application takes no groups.</summary>
    public GalleryObject? Group { get; init; }

    public IReadOnlyList<AppRole> Roles { get; init; } = [];

    public IReadOnlyList<string> Limitations { get; init; } = [];

    /// <exception cref="EngineException">
    /// It is no such file; the message names the file, the property and what is wrong with it.
    /// </exception>
    public static GalleryFile Read(string name, ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<GalleryFile>(json, Strict) ?? throw new JsonException("It is null.");
        }
        catch (JsonException wrong)
        {
            throw new EngineException(
                $"{name} cannot be read as an application of the gallery: {wrong.Message}",
                wrong
            );
        }
    }

    public GalleryTemplate ToTemplate()
    {
        var schema = Schema();
        return new(
            Id,
            DisplayName,
            Description,
            TenantUrl,
            Roles,
            Profile with
            {
                ImmutableAttributes = Immutable(),
            },
            schema,
            [.. Limitations, .. Unmapped(schema)]
        )
        {
            TemplateId = TemplateId,
            Publisher = Publisher,
            Categories = Categories,
            HomePageUrl = HomePageUrl,
            SignInUrl = SignInUrl,
            SingleSignOnModes = SingleSignOnModes,
            TenantUrlBasis = TenantUrlBasis,
            CredentialKinds = Credentials,
            Missing = [.. Missing()],
        };
    }

    private IEnumerable<(ObjectKind Kind, GalleryObject Object)> Objects()
    {
        if (User is not null)
            yield return (ObjectKind.User, User);
        if (Group is not null)
            yield return (ObjectKind.Group, Group);
    }

    private SynchronizationSchema Schema()
    {
        var definitions = Objects()
            .Where(o => o.Object.Attributes is not null)
            .Select(o => o.Object.Definition(o.Kind))
            .Where(d => d.Attributes.Count > 0)
            .ToList();
        return new(
            1,
            [
                .. Objects()
                    .Select(o => new ObjectMapping(
                        o.Kind,
                        Title(o.Kind),
                        DefaultMappings.For(o.Kind, o.Object),
                        FlowTypes: o.Object.FlowTypes
                    )),
            ],
            definitions.Count > 0 ? definitions : null
        );
    }

    /// <summary>Without a list of attributes it is no particular application.</summary>
    private string Title(ObjectKind kind) =>
        $"Synchronize directory {(kind == ObjectKind.User ? "users" : "groups")}"
        + (User?.Attributes is null ? "" : $" to {DisplayName}");

    private HashSet<string> Immutable() =>
        Objects()
            .SelectMany(o =>
                (o.Object.Attributes ?? [])
                    .Where(a => a.Mutability == Mutability.Immutable)
                    .Select(a => $"{o.Kind}:{a.Name}")
            )
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private IEnumerable<string> Missing()
    {
        if (Protocol != Scim)
            yield return $"It speaks {Protocol}, not {Scim}.";
        if (User is null)
            yield return "The attributes of its users are not known.";
    }

    private static IEnumerable<string> Unmapped(SynchronizationSchema schema) =>
        schema
            .ObjectMappings.SelectMany(m => m.Attributes)
            .Where(a => a.Source is null)
            .Select(a =>
                $"{a.Target} is required, and nothing in a directory is usual for it: map it before the start."
            );
}

/// <summary>What is known of an application's users or groups.</summary>
internal sealed record GalleryObject
{
    /// <summary>In the order of the application's own list; null for those of RFC 7643.</summary>
    public IReadOnlyList<GalleryAttribute>? Attributes { get; init; }

    /// <summary>Sources by target that are not the usual ones; null for an attribute that is left alone.</summary>
    public IReadOnlyDictionary<string, string?> Mappings { get; init; } =
        new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>What to match on, in the order of precedence, where the usual choice is wrong.</summary>
    public IReadOnlyList<string>? Matching { get; init; }

    public FlowTypes FlowTypes { get; init; } = FlowTypes.All;

    /// <summary>What differs from RFC 7643.</summary>
    public TargetDefinition Definition(ObjectKind kind)
    {
        var known = TargetDefinitions.Of(kind).Attributes;
        return new(
            kind,
            [
                .. (Attributes ?? [])
                    .Select(a => a.Definition(kind))
                    .Where(a => !known.Any(k => SchemaComparison.AreSame(k, a))),
            ]
        );
    }
}

/// <summary>One attribute of an application's list. What is left out is as RFC 7643 says.</summary>
internal sealed record GalleryAttribute(string Name)
{
    public Synchronization.AttributeType? Type { get; init; }

    public bool Required { get; init; }

    /// <summary>Whether accounts can be found by it; null where nobody says.</summary>
    public bool? Filterable { get; init; }

    public bool MultiValued { get; init; }

    public Mutability? Mutability { get; init; }

    public TargetAttribute Definition(ObjectKind kind)
    {
        var known = TargetDefinitions.Of(kind).Find(TargetPath.Parse(Name)) ?? new TargetAttribute(Name);
        return known with
        {
            Name = Name,
            Type = Type ?? known.Type,
            Required = Required || known.Required,
            MultiValued = MultiValued || known.MultiValued,
            Mutability = Mutability ?? known.Mutability,
        };
    }
}
