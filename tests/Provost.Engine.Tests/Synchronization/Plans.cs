using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Tests.Synchronization;

/// <summary>Mapping plans as the tests need them.</summary>
internal static class Plans
{
    public static readonly MappingPlan ScimUser = Of(Gallery.Scim.Schema, ObjectKind.User);
    public static readonly MappingPlan ScimGroup = Of(Gallery.Scim.Schema, ObjectKind.Group);

    public static MappingContext Present => new(IsSoftDeleted: false, default, new Random(1).Next);

    public static MappingContext Leaving => Present with { IsSoftDeleted = true };

    public static MappingPlan Of(SynchronizationSchema schema, ObjectKind kind) =>
        MappingPlan.Compile(schema.For(kind) ?? throw new InvalidOperationException($"no mapping for {kind}"));

    /// <summary>A user mapping that matches on userName, and the given ones behind it.</summary>
    public static MappingPlan User(params AttributeMapping[] more) =>
        MappingPlan.Compile(
            new(ObjectKind.User, "Test", [Map("userName", "[userPrincipalName]", matching: 1), .. more])
        );

    public static AttributeMapping Map(
        string target,
        string? source,
        string? ifNull = null,
        int matching = 0,
        FlowType flow = FlowType.Always
    ) => new(TargetPath.Parse(target), source, ifNull, matching, flow);

    public static Value Value(this MappedObject mapped, string target) => mapped.ValueOf(mapped.Rule(target));

    public static AttributeRule Rule(this MappedObject mapped, string target) =>
        mapped.Plan.Rules.Single(r => r.Target.Text == target);
}
