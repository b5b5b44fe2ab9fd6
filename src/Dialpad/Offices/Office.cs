namespace Dialpad.Offices;

/// <summary>A place of a company, with its numbers and licences.</summary>
internal sealed record Office
{
    public required long Id { get; init; }
    public required string Name { get; init; }
    public required string Country { get; init; }

    /// <summary>Country and area code of its new numbers: <c>+1415</c>.</summary>
    public required string Area { get; init; }
    public required bool IsPrimary { get; init; }

    /// <summary>Free licences of the type that was asked about; below zero when some were taken away.</summary>
    public long Free { get; init; }
}

/// <summary>What an administrator fills in to get an office.</summary>
internal sealed record NewOffice(long CompanyId, string Name, string Country, string Area, bool IsPrimary);
