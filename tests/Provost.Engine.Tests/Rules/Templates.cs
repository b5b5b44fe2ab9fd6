using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Tests.Rules;

/// <summary>Gallery entries with one thing changed.</summary>
internal static class Templates
{
    public static GalleryTemplate With(
        this GalleryTemplate template,
        ObjectKind kind,
        Func<ObjectMapping, ObjectMapping> change
    ) =>
        template with
        {
            Schema = template.Schema with
            {
                ObjectMappings = [.. template.Schema.ObjectMappings.Select(m => m.Kind == kind ? change(m) : m)],
            },
        };

    /// <summary>Maps a target attribute of users by another expression, or not at all.</summary>
    public static GalleryTemplate Mapping(this GalleryTemplate template, string target, string? expression) =>
        template.With(
            ObjectKind.User,
            users =>
            {
                var before = users.Attributes.FirstOrDefault(a => a.Target.Text == target);
                var mapping = before ?? new AttributeMapping(TargetPath.Parse(target), null);
                var others = users.Attributes.Where(a => a != before);
                return users with
                {
                    Attributes = expression is null ? [.. others] : [.. others, mapping with { Source = expression }],
                };
            }
        );

    /// <summary>What may be done to accounts.</summary>
    public static GalleryTemplate Allowing(this GalleryTemplate template, FlowTypes actions) =>
        template.With(ObjectKind.User, users => users with { FlowTypes = actions });

    /// <summary>Only people of one department are in scope.</summary>
    public static GalleryTemplate OnlyDepartment(this GalleryTemplate template, string department) =>
        template.With(
            ObjectKind.User,
            users =>
                users with
                {
                    Scope = new([new(department, [new("department", FilterOperator.EqualTo, department)])]),
                }
        );
}
