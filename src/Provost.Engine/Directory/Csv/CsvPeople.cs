using System.Globalization;
using Provost.Engine.Expressions;

namespace Provost.Engine.Directory.Csv;

/// <summary>
/// Reads people out of a CSV file with a header; groups come from a column of their names. Bad rows are problems with
/// their line, never exceptions; the rest is taken.
/// </summary>
public static class CsvPeople
{
    public static ImportBatch Read(Stream stream)
    {
        var problems = new List<ImportProblem>();
        using var rows = new CsvRows(stream, problems).Read().GetEnumerator();
        if (!rows.MoveNext())
            throw new EngineException("The file is empty; its first line has to name the columns.");

        var columns = Columns(rows.Current, problems);
        if (!columns.Any(c => c is "userPrincipalName" or "mail"))
            throw new EngineException(
                "The first line has to name the columns, with userPrincipalName or mail among them; "
                    + $"it has: {string.Join(", ", rows.Current.Cells)}."
            );

        var import = new CsvImport(problems);
        while (rows.MoveNext())
            Person(rows.Current, columns, import, problems);
        var objects = import.Resolve();
        return new(objects, [.. problems.OrderBy(p => p.Line)]);
    }

    private static string?[] Columns(CsvLine header, List<ImportProblem> problems)
    {
        string?[] columns = [.. header.Cells.Select(CsvColumns.Resolve)];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i] is not { } name)
                problems.Add(new(header.Line, $"The column '{header.Cells[i]}' is not known and is left out."));
            else if (!seen.Add(name))
            {
                problems.Add(
                    new(header.Line, $"The column '{header.Cells[i]}' means the same as one before it and is left out.")
                );
                columns[i] = null;
            }
        }
        return columns;
    }

    private static void Person(CsvLine row, string?[] columns, CsvImport import, List<ImportProblem> problems)
    {
        var cells = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(row.Cells.Length, columns.Length); i++)
            if (columns[i] is { } name && row.Cells[i].Length > 0)
                cells[name] = row.Cells[i];
        if (row.Cells.Length > columns.Length)
            problems.Add(
                new(
                    row.Line,
                    $"The row has {row.Cells.Length} cells, the header {columns.Length}; those behind are left out."
                )
            );

        var principal = cells.GetValueOrDefault("userPrincipalName") ?? cells.GetValueOrDefault("mail");
        if (principal is null)
            problems.Add(new(row.Line, "The row has neither userPrincipalName nor mail and is left out."));
        else if (!TryEnabled(cells.GetValueOrDefault(CsvColumns.Enabled), out var enabled))
            // Taking somebody for enabled who is not would give an account to a leaver.
            problems.Add(
                new(row.Line, $"'{cells[CsvColumns.Enabled]}' is neither true nor false; '{principal}' is left out.")
            );
        else
        {
            var attributes = Attributes(row.Line, cells, problems);
            attributes["userPrincipalName"] = Value.Text(principal);
            if (!attributes.ContainsKey("displayName"))
                attributes["displayName"] = Value.Text(Name(cells) ?? principal);
            import.Add(row.Line, cells, attributes, enabled, principal);
        }
    }

    private static Dictionary<string, Value> Attributes(
        int line,
        Dictionary<string, string> cells,
        List<ImportProblem> problems
    )
    {
        var attributes = new Dictionary<string, Value>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, text) in cells)
        {
            if (name.StartsWith('$'))
                continue;
            if (name is "businessPhones" or "otherMails" or "proxyAddresses")
                attributes[name] = Value.Many(Parts(text));
            else if (name is not ("employeeHireDate" or "employeeLeaveDateTime"))
                attributes[name] = Value.Text(text);
            else if (TryDate(text, out var date))
                attributes[name] = Value.Instant(date);
            else
                problems.Add(
                    new(line, $"'{text}' is no date for {name}; write it as 2026-03-01. The date is left out.")
                );
        }
        return attributes;
    }

    internal static string[] Parts(string text) =>
        text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool TryDate(string text, out DateTimeOffset date) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out date);

    private static bool TryEnabled(string? text, out bool enabled)
    {
        var word = text?.ToLowerInvariant() ?? "";
        enabled = word is "" or "true" or "yes" or "y" or "1" or "enabled" or "active";
        return enabled || word is "false" or "no" or "n" or "0" or "disabled" or "inactive";
    }

    private static string? Name(Dictionary<string, string> cells) =>
        string.Join(' ', cells.GetValueOrDefault("givenName"), cells.GetValueOrDefault("surname")).Trim()
            is { Length: > 0 } name
            ? name
            : null;
}
