/// Writes files into a new directory.
package enum DirectoryWriter {
    /// Makes the directory, which must not exist yet, and the files and directories in it, for the user alone. Call it under
    /// a temporary name (`NewTarget`): what a failure leaves stays.
    ///
    /// - Parameters:
    ///   - files: by their paths, which must not lead out of the directory.
    ///   - directory: the new directory.
    ///   - goesOn: asked before each file; false leaves the rest out.
    /// - Throws: what the system says, with the path.
    package static func write(
        _ files: [(path: String, bytes: [UInt8])], to directory: String, while goesOn: () -> Bool = { true }
    ) throws(LocalError) {
        try FileSystem.makeDirectory(directory)
        var made: Set<String> = []
        for (path, bytes) in files {
            guard goesOn() else { return }
            var parent = directory
            for part in path.split(separator: "/").dropLast() {
                parent += "/\(part)"
                if made.insert(parent).inserted { try FileSystem.makeDirectory(parent) }
            }
            try FileSystem.withNewFile("\(directory)/\(path)") { file throws(LocalError) in
                try FileSystem.write(bytes, to: file, name: path)
            }
        }
    }
}
