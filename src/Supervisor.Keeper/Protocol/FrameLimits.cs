namespace Supervisor.Keeper.Protocol;

/// <summary>The bounds of the wire.</summary>
internal static class FrameLimits
{
    /// <summary>The layout of header and fields; a peer of another layout cannot be talked to.</summary>
    internal const byte Layout = 1;

    /// <summary>What this build knows: grows with every kind and field that is added.</summary>
    internal const int Version = 3;

    /// <summary>Who knows this or more takes several frames in one message.</summary>
    internal const int FirstWithBatches = 3;

    internal const int HeaderSize = 8;

    internal const int FieldHeaderSize = 6;

    /// <summary>Bytes of one message on the socket. A longer body travels in a memory file.</summary>
    internal const int MostInline = 32 * 1024;

    /// <summary>Bytes of a body in a memory file: above ARG_MAX, which ends at 6 MiB.</summary>
    internal const int MostBody = 16 * 1024 * 1024;

    /// <summary>Bytes of the name of a program or of a kept descriptor.</summary>
    internal const int MostName = 4096;

    /// <summary>UTF-16 units of a sentence for people; what is longer is cut by its sender.</summary>
    internal const int MostText = 4096;

    /// <summary>A field with this bit may be skipped by who does not know it; one without it may not.</summary>
    internal const ushort OptionalBit = 0x8000;

    /// <summary>Descriptors in the frames of one page of the list, so that few are under way at a time.</summary>
    internal const int DescriptorsPerPage = 253;

    /// <summary>Frames of one page of the list.</summary>
    internal const int FramesPerPage = 256;
}
