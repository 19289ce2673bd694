using System;
using System.IO;
using System.Text;
using Microsoft.Build.Utilities;

/// <summary>Marks a library's requirement of GLIBCXX_3.4.32 as weak, in a copy of its own. Runs once; then finds it done.</summary>
public sealed class RelaxLibstdcxx : Task
{
    private const string RequiredVersion = "GLIBCXX_3.4.32";
    private const uint VersionNeededSection = 0x6ffffffe;
    private const ushort WeakFlag = 2;

    public string Library { get; set; }

    public override bool Execute()
    {
        var elf = File.ReadAllBytes(Library);
        if (!TryFindFlags(elf, out var flags) || (BitConverter.ToUInt16(elf, flags) & WeakFlag) != 0)
        {
            return true;
        }

        elf[flags] |= (byte)WeakFlag;

        // The output may be a hard link into the package cache: write beside it and rename, never in place. The time stamp
        // stays, so that an incremental build does not copy the original over it.
        var patched = Library + ".patched";
        File.WriteAllBytes(patched, elf);
        File.SetLastWriteTimeUtc(patched, File.GetLastWriteTimeUtc(Library));
        File.Delete(Library);
        File.Move(patched, Library);
        return true;
    }

    /// <summary>Walks the ELF64 section headers to the version requirements, and those to the one named.</summary>
    private static bool TryFindFlags(byte[] elf, out int flags)
    {
        var sections = (int)BitConverter.ToInt64(elf, 0x28);
        int sectionSize = BitConverter.ToUInt16(elf, 0x3A);
        int sectionCount = BitConverter.ToUInt16(elf, 0x3C);
        for (var s = 0; s < sectionCount; s++)
        {
            var header = sections + s * sectionSize;
            if (BitConverter.ToUInt32(elf, header + 4) != VersionNeededSection)
            {
                continue;
            }

            var stringsHeader = sections + (int)BitConverter.ToUInt32(elf, header + 40) * sectionSize;
            var strings = (int)BitConverter.ToInt64(elf, stringsHeader + 24);
            var need = (int)BitConverter.ToInt64(elf, header + 24);
            while (true)
            {
                var version = need + (int)BitConverter.ToUInt32(elf, need + 8);
                for (var v = BitConverter.ToUInt16(elf, need + 2); v > 0; v--)
                {
                    if (NameAt(elf, strings + (int)BitConverter.ToUInt32(elf, version + 8)) == RequiredVersion)
                    {
                        flags = version + 4;
                        return true;
                    }

                    version += (int)BitConverter.ToUInt32(elf, version + 12);
                }

                var next = (int)BitConverter.ToUInt32(elf, need + 12);
                if (next == 0)
                {
                    break;
                }

                need += next;
            }
        }

        flags = 0;
        return false;
    }

    private static string NameAt(byte[] elf, int offset) =>
        Encoding.ASCII.GetString(elf, offset, Array.IndexOf(elf, (byte)0, offset) - offset);
}
