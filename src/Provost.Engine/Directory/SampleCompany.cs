namespace Provost.Engine.Directory;

/// <summary>The people and groups of Contoso, invented, to try things with.</summary>
public static class SampleCompany
{
    /// <summary>The company as an LDIF file.</summary>
    public static Stream Open() =>
        typeof(SampleCompany).Assembly.GetManifestResourceStream("contoso.ldif")
        ?? throw new EngineException("This build holds no sample company.");
}
