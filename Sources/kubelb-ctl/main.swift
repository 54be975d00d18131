import Commands

Process.prepare()
await Process.main()
