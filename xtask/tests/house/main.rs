//! The house rules, read from the syntax of the sources: which folder may import which, how long a file
//! and a function may be, that every file says what it is, and that no table of decisions has an arm
//! for whatever comes.

mod catch_alls;
mod imports;
mod lengths;
mod source;
