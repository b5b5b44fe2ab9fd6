using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Provost.Engine;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Expressions.Cases;
using Provost.Server.Hosting;
using ParseResult = System.CommandLine.ParseResult;

namespace Provost.Server.Cli;

/// <summary><c>provost eval</c>: what an expression gives for a person or for sample values, step by step.</summary>
internal static class EvalCommand
{
    private static readonly Argument<string?> Text = new("expression")
    {
        Description = "An expression of the mapping language, for example 'Join(\" \", [givenName], [surname])'.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Inputs = new("--inputs")
    {
        Description = "A JSON file: an object of source values. An array is multi-valued; $now sets the clock.",
    };

    private static readonly Option<string?> Person = new("--person")
    {
        Description = "Somebody of the directory, by user principal name, mail address or id.",
    };

    private static readonly Option<string?> Cases = new("--cases")
    {
        Description = "A JSON file: an array of objects with id, expression and inputs. Needs no data folder.",
    };

    private static readonly Option<string?> AsJson = new("--json")
    {
        Description = "As JSON, into a file if one is named.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create(CommandEnvironment environment)
    {
        var command = new Command("eval", "Evaluate an expression of the mapping language, step by step.")
        {
            Text,
            Inputs,
            Person,
            Cases,
            AsJson,
        };
        var ofPerson = environment.Reads(
            (parse, installation, ct) => PersonAsync(parse, installation, environment, ct)
        );
        var ofValues = environment.Guarded((parse, ct) => ValuesAsync(parse, environment, ct));
        command.SetAction((parse, ct) => parse.GetValue(Person) is null ? ofValues(parse, ct) : ofPerson(parse, ct));
        return command;
    }

    private static async Task<int> ValuesAsync(ParseResult parse, CommandEnvironment environment, CancellationToken ct)
    {
        if (parse.GetValue(Cases) is { } cases)
            return await CasesAsync(cases, parse.GetValue(AsJson), environment, ct);

        var inputs = parse.GetValue(Inputs) is { } file
            ? SourceValues.Parse(await ReadAsync(file, environment, ct))
            : SourceValues.None;
        var context = inputs.Context(TimeProvider.System.GetUtcNow(), RandomNumberGenerator.GetInt32);
        return await EvaluateAsync(parse, context, inputs.Existing, environment, ct);
    }

    /// <summary>As the mapping sees somebody who is assigned and in scope.</summary>
    private static async Task<int> PersonAsync(
        ParseResult parse,
        Installation installation,
        CommandEnvironment environment,
        CancellationToken ct
    )
    {
        if (parse.GetValue(Inputs) is not null || parse.GetValue(Cases) is not null)
            throw new EngineException("--person takes the values from the directory: leave --inputs and --cases out.");

        var person = await installation.FindAsync(ObjectKind.User, parse.GetValue(Person) ?? "", ct);
        var context = new EvaluationContext(
            person,
            isSoftDeleted: !person.AccountEnabled || person.DeletedAt is not null,
            installation.Time.GetUtcNow(),
            RandomNumberGenerator.GetInt32
        );
        return await EvaluateAsync(parse, context, SourceValues.None.Existing, environment, ct);
    }

    private static async Task<int> CasesAsync(
        string file,
        string? output,
        CommandEnvironment environment,
        CancellationToken ct
    )
    {
        var cases = ExpressionCase.ParseAll(await ReadAsync(file, environment, ct));
        var now = TimeProvider.System.GetUtcNow();
        var answers = new JsonArray([.. cases.Select(c => c.Evaluate(now, RandomNumberGenerator.GetInt32))]);
        await WriteAsync(answers, output, environment, ct);
        return 0;
    }

    private static async Task<int> EvaluateAsync(
        ParseResult parse,
        EvaluationContext context,
        IReadOnlySet<string> taken,
        CommandEnvironment environment,
        CancellationToken ct
    )
    {
        // --json may stand before the expression and then takes it for its file.
        var (text, output) = parse.GetValue(Text) is { } given
            ? (given, parse.GetValue(AsJson))
            : (parse.GetValue(AsJson) ?? throw new EngineException("Say an expression, or --cases FILE."), null);
        var parsed = Expression.TryParse(text);
        var trace = parsed.Compiled?.Trace(context);
        if (parse.GetResult(AsJson) is not null)
            await WriteAsync(EvaluationView.Json(parsed, trace, taken), output, environment, ct);
        else if (trace is null)
            await environment.Error.WriteLineAsync($"provost: {EvaluationView.Refusal(text, parsed)}".AsMemory(), ct);
        else
            await PrintAsync(trace, taken, environment, ct);
        return trace is { Result.Kind: not EvaluationKind.Failed } ? 0 : 1;
    }

    private static async Task PrintAsync(
        EvaluationTrace trace,
        IReadOnlySet<string> taken,
        CommandEnvironment environment,
        CancellationToken ct
    )
    {
        if (trace.Steps.Count > 0)
            environment.Screen.Write(EvaluationView.Steps(trace, taken));
        if (trace.Result.Kind == EvaluationKind.Failed)
            await environment.Error.WriteLineAsync($"provost: {trace.Result.Message}".AsMemory(), ct);
        else
            await environment.Out.WriteLineAsync(EvaluationView.Value(trace, taken).AsMemory(), ct);
    }

    private static async Task<string> ReadAsync(string file, CommandEnvironment environment, CancellationToken ct)
    {
        try
        {
            return await File.ReadAllTextAsync(Path.Combine(environment.WorkingDirectory, file), ct);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"{file} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static async Task WriteAsync(
        JsonNode json,
        string? file,
        CommandEnvironment environment,
        CancellationToken ct
    )
    {
        var text = json.ToJsonString(EvaluationView.Readable) + "\n";
        if (file is null)
        {
            await environment.Out.WriteAsync(text.AsMemory(), ct);
            return;
        }
        try
        {
            await File.WriteAllTextAsync(Path.Combine(environment.WorkingDirectory, file), text, ct);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"{file} cannot be written: {unwritable.Message}", unwritable);
        }
    }
}
