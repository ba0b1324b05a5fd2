mod catalogs; // finding aids, registers, packages, the annotated copy
