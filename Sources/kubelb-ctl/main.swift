import Commands

await Process.main()
