namespace Provost.Engine.Synchronization;

/// <summary>The type of an attribute on either side of a mapping, spelt as Graph does (ENT-TRM-5).</summary>
public enum AttributeType
{
    String,
    Integer,
    Boolean,
    DateTime,
    Reference,
    Binary,
}
