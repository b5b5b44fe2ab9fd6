using System.Runtime.InteropServices;

namespace Provost.Storage.Sqlite;

/// <summary>The value of one parameter, without a box around it: a group commit binds tens of thousands.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct SqliteCell
{
    private SqliteCell(long number) => (IsNumber, Number) = (true, number);

    private SqliteCell(object? reference) => Reference = reference;

    public bool IsNumber { get; }

    public long Number { get; }

    /// <summary>A text, bytes, or null.</summary>
    public object? Reference { get; }

    public static implicit operator SqliteCell(long value) => new(value);

    public static implicit operator SqliteCell(long? value) => value is { } known ? new(known) : default;

    public static implicit operator SqliteCell(bool value) => new(value ? 1 : 0);

    public static implicit operator SqliteCell(string? value) => new(value);

    public static implicit operator SqliteCell(byte[]? value) => new(value);
}
