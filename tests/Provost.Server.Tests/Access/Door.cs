using System.Reflection;
using Provost.Engine;
using Provost.Engine.Access;

namespace Provost.Server.Tests.Access;

/// <summary>What a call without the permission gets.</summary>
internal enum Refusal
{
    /// <summary><see cref="AccessRefusedException"/>, also for who may do it to what they own, because they own nothing.</summary>
    OfWhatOthersOwn,

    /// <summary><see cref="AccessRefusedException"/>; who may do it to what they own may begin with it.</summary>
    OfAll,

    /// <summary>A list with nothing in it: it shows what the caller may see.</summary>
    ByAnEmptyList,
}

/// <summary>A method by which something is done for a caller, with what it asks for.</summary>
/// <param name="Method">The class without "Sqlite", and the method.</param>
internal sealed record Door(
    string Method,
    Operation Operation,
    Func<World, Caller, Task> CallAsync,
    Refusal Refusal = Refusal.OfWhatOthersOwn
)
{
    public static Door Of<T>(
        string method,
        Operation operation,
        Func<World, Caller, Task<T>> call,
        Refusal refusal = Refusal.OfWhatOthersOwn
    ) => new(method, operation, call, refusal);

    public bool Refuses(Grants grants) =>
        Operation.Judge(grants) switch
        {
            Verdict.Allowed => false,
            Verdict.AllowedToOwners => Refusal == Refusal.OfWhatOthersOwn,
            _ => true,
        };

    /// <summary>Every method that takes a <see cref="Caller"/>, of stores, services and of what the portal works with.</summary>
    public static IEnumerable<string> InTheCode()
    {
        var stores = typeof(Storage.Sqlite.SqliteDatabase).Assembly.GetExportedTypes();
        Type[] services = [typeof(Hosting.Provisioning)];
        return stores
            .Concat(services)
            .SelectMany(type =>
                type.GetMethods(
                        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly
                    )
                    .Where(m => m.GetParameters().Any(p => p.ParameterType == typeof(Caller)))
                    .Select(m => Named(type, m.Name))
            )
            .Concat(
                typeof(Portal.Workplace)
                    .GetProperties()
                    .Where(p =>
                        p.PropertyType is { IsGenericType: true } f
                        && f.GetGenericArguments().SkipLast(1).Contains(typeof(Caller))
                    )
                    .Select(p => Named(typeof(Portal.Workplace), p.Name))
            );
    }

    private static string Named(Type type, string method) =>
        $"{type.Name.Replace("Sqlite", "", StringComparison.Ordinal)}.{method}";
}
