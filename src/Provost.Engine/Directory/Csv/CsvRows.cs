using System.Text;
using CsvHelper;

namespace Provost.Engine.Directory.Csv;

/// <summary>A row of a CSV file.</summary>
/// <param name="Line">Where it starts in the file; a quoted cell may go over several lines.</param>
internal readonly record struct CsvLine(int Line, string[] Cells);

/// <summary>The rows of a CSV file, whichever of comma, semicolon or tab separates them.</summary>
internal sealed class CsvRows(Stream stream, List<ImportProblem> problems)
{
    /// <summary>A quote that is never closed must not swallow a large file into memory.</summary>
    private const int LongestRow = 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private bool _isUnterminated;

    public IEnumerable<CsvLine> Read()
    {
        using var reader = CsvReader.Create(stream, Options(), leaveOpen: true);
        while (Next(reader))
        {
            var line = (int)reader.LineNumber;
            if (_isUnterminated)
                problems.Add(
                    new(line, "A quote is opened in this row and never closed: nothing from here on is taken.")
                );
            else if (!IsUtf8(reader.RawRecord))
                problems.Add(
                    new(line, "The row is not written in UTF-8 and is left out; save the file as 'CSV UTF-8'.")
                );
            else if (reader.Current.ToArray() is var cells && Array.Exists(cells, c => c.Length > 0))
                yield return new(line, cells);
        }
    }

    private CsvReaderOptions Options() =>
        new()
        {
            HasHeader = false,
            TrimWhitespace = true,
            TrimInsideQuotes = true,
            TrackLineNumbers = true,
            MaxRecordSize = LongestRow,
            OnMalformedRecord = Report,
        };

    private void Report(CsvMalformedRecord record)
    {
        if (record.Reason == CsvMalformedReason.UnterminatedQuote)
            _isUnterminated = true;
        else if (record.Reason == CsvMalformedReason.TextAfterClosingQuote)
            problems.Add(
                new(
                    (int)record.LineNumber,
                    "There is text behind a closing quote; double a quote that belongs to the text."
                )
            );
    }

    private bool Next(CsvReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (CsvFormatException malformed)
        {
            problems.Add(
                new(
                    (int)malformed.LineNumber,
                    "A row is longer than a megabyte; is a quote not closed? Nothing from here on is taken."
                )
            );
            return false;
        }
        catch (IOException unreadable)
        {
            throw new EngineException($"The file cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static bool IsUtf8(ReadOnlySpan<byte> row)
    {
        try
        {
            return Strict.GetCharCount(row) >= 0;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
